import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { identityOf, isAlive } from '../../src/process/process-identity.ts';
import { onMongo } from '../../testing/mongo/mongo-client.ts';
import { mongoFolder, mongoFolderWithData } from '../../testing/mongo/mongo-folder.ts';
import { mongodAbsence } from '../../testing/mongo/mongod-absence.ts';
import { untilNothingRunsOn } from '../../testing/process/processes.ts';
import { listen } from '../../testing/process/unrelated.ts';
import { until } from '../../testing/until.ts';

const portOf = (url: string) => Number(new URL(url).port);
const modeOf = (...path: string[]) => (statSync(join(...path)).mode & 0o777).toString(8);
const stateIn = (folder: string): Record<string, string> =>
  JSON.parse(readFileSync(join(folder, 'mongo.json'), 'utf8'));
const insert = (url: string) =>
  onMongo(url, (client) => client.db().collection('numbers').insertOne({ n: 7 }));
const inserted = (url: string) =>
  onMongo(url, (client) =>
    client
      .db()
      .collection<{ n: number }>('numbers')
      .find({}, { projection: { _id: 0 } })
      .toArray(),
  );

describe.skipIf(mongodAbsence)('an embedded MongoDB', () => {
  test('the first start creates data that needs the password and the owner', async () => {
    const data = mongoFolder();
    const { url, pid, mongod, stop } = await data.start();
    expect(portOf(url)).toBeLessThan(32_768);
    expect(new URL(url).pathname).toBe('/frontrow');
    await insert(url);

    const stranger = new URL(url);
    stranger.password = 'guessed';
    await expect(inserted(stranger.href)).rejects.toThrow(/Authentication failed/);
    await expect(inserted(url.replace(/\/\/.*@/, '//'))).rejects.toThrow(/requires authentication/);
    // Without the password, nobody on this machine can create a user.
    const another = { createUser: 'other', pwd: 'other', roles: ['root'] };
    const anonymous = url.replace(/\/\/.*@/, '//');
    await expect(
      onMongo(anonymous, (client) => client.db('admin').command(another)),
    ).rejects.toThrow(/requires authentication/);

    const { password = '', version } = stateIn(data.path);
    expect(new URL(url).password).toBe(password);
    expect(version).toBe(mongod.version);
    for (const name of ['mongo.json', 'mongo/mongo.key', 'mongo.log']) {
      expect({ name, mode: modeOf(data.path, name) }).toEqual({ name, mode: '600' });
    }
    expect(modeOf(data.path, 'mongo')).toBe('700');
    expect(readFileSync(join(data.path, 'mongo.log'), 'utf8')).not.toContain(password);
    const identity = identityOf(pid);
    await stop();
    expect(isAlive(identity)).toBe(false);
    await untilNothingRunsOn(data.path);
    const files = ['mongo', 'mongo.json', 'mongo.log'];
    expect(readdirSync(data.path).sort()).toEqual(files);
  });

  test('the second start keeps the data, the password and the port', async () => {
    const data = mongoFolder();
    const first = await data.start();
    await insert(first.url);
    await first.stop();
    const second = await data.start();
    expect(second.url).toBe(first.url);
    expect(await inserted(second.url)).toEqual([{ n: 7 }]);
  });

  test('another port is used when its own is taken, and kept after that', async () => {
    const data = await mongoFolderWithData();
    const first = await data.start();
    await insert(first.url);
    await first.stop();
    await listen(portOf(first.url));
    const second = await data.start();
    expect(portOf(second.url)).not.toBe(portOf(first.url));
    expect(await inserted(second.url)).toEqual([{ n: 7 }]);
    await second.stop();
    expect((await data.start()).url).toBe(second.url);
  });

  test('change streams and transactions work', async () => {
    const data = mongoFolder();
    const { url } = await data.start();
    await onMongo(url, async (client) => {
      const seats = client.db().collection<{ seat: string }>('seats');
      const changes = seats.watch();
      // The stream starts at the first request for a change.
      await changes.tryNext();
      await client.withSession((session) =>
        session.withTransaction(async () => {
          await seats.insertOne({ seat: 'A1' }, { session });
          await seats.insertOne({ seat: 'A2' }, { session });
        }),
      );
      const seen = [await changes.next(), await changes.next()];
      expect(seen).toMatchObject([
        { operationType: 'insert', fullDocument: { seat: 'A1' } },
        { operationType: 'insert', fullDocument: { seat: 'A2' } },
      ]);
      await changes.close();
    });
  });
});

describe.skipIf(mongodAbsence)('two processes on one folder', () => {
  test('the second is refused while the first lives, which keeps running', async () => {
    const data = await mongoFolderWithData();
    const first = data.startByProcess();
    const { url, pid } = await until('it has started', () => first.started);
    const refusal = `Frontrow already runs on ${data.path} (process ${first.pid})`;
    await expect(data.start()).rejects.toThrow(refusal);
    const second = data.startByProcess();
    expect(await second.ended).toEqual({ code: 1, output: `${refusal}\n` });
    await insert(url);
    expect(isAlive(identityOf(pid))).toBe(true);
    first.kill('SIGTERM');
    expect(await first.ended).toMatchObject({ code: 0 });
    await untilNothingRunsOn(data.path);
    expect(await inserted((await data.start()).url)).toEqual([{ n: 7 }]);
  });

  test('of several that start at once, exactly one gets the folder', async () => {
    const data = mongoFolder();
    const starters = [data.startByProcess(), data.startByProcess(), data.startByProcess()];
    const started = await Promise.all(starters.map((starter) => starter.started));
    const running = started.filter((one) => one !== null);
    expect(running).toHaveLength(1);
    await insert(running[0]?.url ?? '');
    for (const { ended } of starters.filter((_, n) => started[n] === null)) {
      expect(await ended).toMatchObject({
        code: 1,
        output: expect.stringMatching(/already runs on/),
      });
    }
  });
});
