import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { identityOf, isAlive } from '../../src/process/process-identity.ts';
import { onMongo } from '../../testing/mongo/mongo-client.ts';
import { mongoFolder, mongoFolderWithData } from '../../testing/mongo/mongo-folder.ts';
import { mongodAbsence } from '../../testing/mongo/mongod-absence.ts';
import { childrenOf, processesOf, untilNothingRunsOn } from '../../testing/process/processes.ts';
import { unrelatedProcess } from '../../testing/process/unrelated.ts';
import { until } from '../../testing/until.ts';

const insert = (url: string, many: number) =>
  onMongo(url, (client) =>
    client
      .db()
      .collection('numbers')
      .insertMany(Array.from({ length: many }, (_, n) => ({ n }))),
  );
const countInserted = (url: string) =>
  onMongo(url, (client) => client.db().collection('numbers').countDocuments());

describe.skipIf(mongodAbsence)('after a kill', () => {
  test('of mongod, the next start recovers all acknowledged writes', async () => {
    const data = await mongoFolderWithData();
    const first = await data.start();
    await insert(first.url, 1_000);
    await data.kill();
    await untilNothingRunsOn(data.path);
    const second = await data.start();
    expect(second.url).toBe(first.url);
    expect(await countInserted(second.url)).toBe(1_000);
  });

  test('of mongod, connected clients continue after the next start', async () => {
    const data = await mongoFolderWithData();
    const { url } = await data.start();
    await onMongo(url, async (client) => {
      const seats = client.db().collection<{ seat: string }>('seats');
      const changes = seats.watch();
      await changes.tryNext();
      await data.kill();
      await data.start();
      await until('a write succeeds', () => seats.insertOne({ seat: 'A1' }).catch(() => null));
      expect(await changes.next()).toMatchObject({ fullDocument: { seat: 'A1' } });
      await changes.close();
    });
  });

  test('of the starting process, mongod ends by itself and no data is lost', async () => {
    const data = mongoFolder();
    const starter = data.startByProcess();
    const started = await until('it has started', () => starter.started);
    await insert(started.url, 1);
    starter.kill('SIGKILL');
    await untilNothingRunsOn(data.path);
    expect(readdirSync(data.path)).toContain('mongo.lock-1');
    const next = await data.start();
    expect(next.url).toBe(started.url);
    expect(await countInserted(next.url)).toBe(1);
  });

  test('of the starting process and its watchdog, the next start stops the mongod that is left', async () => {
    const data = await mongoFolderWithData();
    const starter = data.startByProcess();
    const started = await until('it has started', () => starter.started);
    await insert(started.url, 1);
    const mongod = identityOf(started.pid);
    const watchdogs = childrenOf(starter.pid).filter(({ commandLine }) =>
      commandLine.startsWith('sh -c read'),
    );
    expect(watchdogs).not.toEqual([]);
    for (const { identity } of watchdogs) process.kill(identity.pid, 'SIGKILL');
    starter.kill('SIGKILL');
    await starter.ended;
    expect(isAlive(mongod)).toBe(true);
    const next = await data.start();
    expect(isAlive(mongod)).toBe(false);
    expect(next.url).toBe(started.url);
    expect(await countInserted(next.url)).toBe(1);
  });

  test('of the starting process before the user exists, the next start creates the data again', async () => {
    const data = mongoFolder();
    const starter = data.startByProcess();
    await until('mongod runs', () =>
      processesOf(data.path).some(({ commandLine }) => commandLine.includes(' --dbpath ')),
    );
    starter.kill('SIGKILL');
    await untilNothingRunsOn(data.path);
    const { url } = await data.start();
    await insert(url, 1);
    expect(await countInserted(url)).toBe(1);
  });

  test('of both, the pid in the files may belong to an unrelated process, which is not touched', async () => {
    const data = await mongoFolderWithData();
    await (await data.start()).stop();
    const unrelated = await unrelatedProcess(data.path);
    const mongod = { pid: unrelated.pid, startedAt: 'another boot/1' };
    const stateFile = join(data.path, 'mongo.json');
    const state = JSON.parse(readFileSync(stateFile, 'utf8')) as object;
    writeFileSync(stateFile, JSON.stringify({ ...state, mongod }));
    writeFileSync(join(data.path, 'mongo.lock-3'), JSON.stringify(mongod));
    await data.start();
    expect(isAlive(unrelated)).toBe(true);
  });
});
