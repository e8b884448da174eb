import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, test } from 'vitest';
import { isAlive, markOf } from '../../src/process/process-identity.ts';
import { onMongo } from '../../testing/mongo/mongo-database.ts';
import { mongoFolder } from '../../testing/mongo/mongo-folder.ts';
import {
  childrenOf,
  processesOf,
  until,
  untilNothingRunsOn,
} from '../../testing/process/processes.ts';
import { unrelatedProcess } from '../../testing/process/unrelated.ts';

const absent = inject('mongodAbsent');
const keep = (url: string, many: number) =>
  onMongo(url, (client) =>
    client
      .db()
      .collection('kept')
      .insertMany(Array.from({ length: many }, (_, n) => ({ n }))),
  );
const countKept = (url: string) =>
  onMongo(url, (client) => client.db().collection('kept').countDocuments());

describe.skipIf(absent)('after a kill', () => {
  test('of mongod, the next start recovers what was acknowledged', async () => {
    const data = mongoFolder();
    const first = await data.start();
    await keep(first.url, 1_000);
    await data.kill();
    await untilNothingRunsOn(data.path);
    const second = await data.start();
    expect(second.url).toBe(first.url);
    expect(await countKept(second.url)).toBe(1_000);
  });

  test('of mongod, whoever is connected goes on once it is back', async () => {
    const data = mongoFolder();
    const { url } = await data.start();
    await onMongo(url, async (client) => {
      const seats = client.db().collection<{ seat: string }>('seats');
      const changes = seats.watch();
      await changes.tryNext();
      await data.kill();
      await data.start();
      await until('a write goes through', () => seats.insertOne({ seat: 'A1' }).catch(() => null));
      expect(await changes.next()).toMatchObject({ fullDocument: { seat: 'A1' } });
      await changes.close();
    });
  });

  test('of the starter, mongod ends by itself and the next start has everything', async () => {
    const data = mongoFolder();
    const starter = data.starter();
    const started = await until('it has started', () => starter.started);
    await keep(started.url, 1);
    starter.kill('SIGKILL');
    await untilNothingRunsOn(data.path);
    expect(readdirSync(data.path)).toContain('mongo.claim-1');
    const next = await data.start();
    expect(next.url).toBe(started.url);
    expect(await countKept(next.url)).toBe(1);
  });

  test('of the starter and whatever would end its mongod, the next start ends that', async () => {
    const data = mongoFolder();
    const starter = data.starter();
    const started = await until('it has started', () => starter.started);
    await keep(started.url, 1);
    const mongod = markOf(started.pid);
    const guards = childrenOf(starter.pid).filter(({ line }) => line.startsWith('sh -c read'));
    expect(guards).not.toEqual([]);
    for (const { mark } of guards) process.kill(mark.pid, 'SIGKILL');
    starter.kill('SIGKILL');
    await starter.ended;
    expect(isAlive(mongod)).toBe(true);
    const next = await data.start();
    expect(isAlive(mongod)).toBe(false);
    expect(next.url).toBe(started.url);
    expect(await countKept(next.url)).toBe(1);
  });

  test('of the starter before there is a user, the next start begins anew', async () => {
    const data = mongoFolder();
    const starter = data.starter();
    await until('mongod is at work', () =>
      processesOf(data.path).some(({ line }) => line.includes(' --dbpath ')),
    );
    starter.kill('SIGKILL');
    await untilNothingRunsOn(data.path);
    const { url } = await data.start();
    await keep(url, 1);
    expect(await countKept(url)).toBe(1);
  });

  test('of both, a record with the number of an unrelated process is no obstacle', async () => {
    const data = mongoFolder();
    await (await data.start()).stop();
    const neighbour = await unrelatedProcess(data.path);
    const mongod = { pid: neighbour.pid, startedAt: 'another boot/1' };
    const record = join(data.path, 'mongo.json');
    const known = JSON.parse(readFileSync(record, 'utf8')) as object;
    writeFileSync(record, JSON.stringify({ ...known, mongod }));
    writeFileSync(join(data.path, 'mongo.claim-3'), JSON.stringify(mongod));
    await data.start();
    expect(isAlive(neighbour)).toBe(true);
  });
});
