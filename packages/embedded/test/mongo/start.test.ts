import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, test } from 'vitest';
import { isAlive, markOf } from '../../src/process/process-identity.ts';
import { onMongo } from '../../testing/mongo/mongo-database.ts';
import { mongoFolder } from '../../testing/mongo/mongo-folder.ts';
import { until, untilNothingRunsOn } from '../../testing/process/processes.ts';
import { listen } from '../../testing/process/unrelated.ts';

const absent = inject('mongodAbsent');
const portOf = (url: string) => Number(new URL(url).port);
const modeOf = (...path: string[]) => (statSync(join(...path)).mode & 0o777).toString(8);
const recordIn = (folder: string): Record<string, string> =>
  JSON.parse(readFileSync(join(folder, 'mongo.json'), 'utf8'));
const keep = (url: string) =>
  onMongo(url, (client) => client.db().collection('kept').insertOne({ n: 7 }));
const kept = (url: string) =>
  onMongo(url, (client) =>
    client
      .db()
      .collection<{ n: number }>('kept')
      .find({}, { projection: { _id: 0 } })
      .toArray(),
  );

describe.skipIf(absent)('an embedded MongoDB', () => {
  test('the first start makes data that only its owner can open', async () => {
    const data = mongoFolder();
    const { url, pid, mongod, stop } = await data.start();
    expect(portOf(url)).toBeLessThan(32_768);
    expect(new URL(url).pathname).toBe('/frontrow');
    await keep(url);

    const stranger = new URL(url);
    stranger.password = 'guessed';
    await expect(kept(stranger.href)).rejects.toThrow(/Authentication failed/);
    await expect(kept(url.replace(/\/\/.*@/, '//'))).rejects.toThrow(/requires authentication/);
    // Nor may whoever is on the machine make himself a user.
    const another = { createUser: 'other', pwd: 'other', roles: ['root'] };
    const anonymous = url.replace(/\/\/.*@/, '//');
    await expect(
      onMongo(anonymous, (client) => client.db('admin').command(another)),
    ).rejects.toThrow(/requires authentication/);

    const { password = '', version } = recordIn(data.path);
    expect(new URL(url).password).toBe(password);
    expect(version).toBe(mongod.version);
    for (const name of ['mongo.json', 'mongo.key', 'mongo.log']) {
      expect({ name, mode: modeOf(data.path, name) }).toEqual({ name, mode: '600' });
    }
    expect(modeOf(data.path, 'mongo')).toBe('700');
    expect(readFileSync(join(data.path, 'mongo.log'), 'utf8')).not.toContain(password);
    const mark = markOf(pid);
    await stop();
    expect(isAlive(mark)).toBe(false);
    await untilNothingRunsOn(data.path);
    const left = ['mongo', 'mongo.json', 'mongo.key', 'mongo.log'];
    expect(readdirSync(data.path).sort()).toEqual(left);
  });

  test('the second start has the data, the password and the port of the first', async () => {
    const data = mongoFolder();
    const first = await data.start();
    await keep(first.url);
    await first.stop();
    const second = await data.start();
    expect(second.url).toBe(first.url);
    expect(await kept(second.url)).toEqual([{ n: 7 }]);
  });

  test('it goes to another port where its own is taken, and stays there', async () => {
    const data = mongoFolder();
    const first = await data.start();
    await keep(first.url);
    await first.stop();
    await listen(portOf(first.url));
    const second = await data.start();
    expect(portOf(second.url)).not.toBe(portOf(first.url));
    expect(await kept(second.url)).toEqual([{ n: 7 }]);
    await second.stop();
    expect((await data.start()).url).toBe(second.url);
  });

  test('what changes can be watched, and what belongs together written together', async () => {
    const data = mongoFolder();
    const { url } = await data.start();
    await onMongo(url, async (client) => {
      const seats = client.db().collection<{ seat: string }>('seats');
      const changes = seats.watch();
      // Not begun before it is asked for the first time.
      const begun = changes.tryNext();
      await begun;
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

describe.skipIf(absent)('two starters', () => {
  test('the second is refused while the first lives, and does it no harm', async () => {
    const data = mongoFolder();
    const first = data.starter();
    const { url, pid } = await until('it has started', () => first.started);
    const refusal = `Frontrow already runs on ${data.path} (process ${first.pid})`;
    await expect(data.start()).rejects.toThrow(refusal);
    const second = data.starter();
    expect(await second.ended).toEqual({ code: 1, output: `${refusal}\n` });
    await keep(url);
    expect(isAlive(markOf(pid))).toBe(true);
    first.kill('SIGTERM');
    expect(await first.ended).toMatchObject({ code: 0 });
    await untilNothingRunsOn(data.path);
    expect(await kept((await data.start()).url)).toEqual([{ n: 7 }]);
  });

  test('of several at once on a new folder, one gets it', async () => {
    const data = mongoFolder();
    const starters = [data.starter(), data.starter(), data.starter()];
    const started = await Promise.all(starters.map((starter) => starter.started));
    const running = started.filter((one) => one !== null);
    expect(running).toHaveLength(1);
    await keep(running[0]?.url ?? '');
    for (const { ended } of starters.filter((_, n) => started[n] === null)) {
      expect(await ended).toMatchObject({
        code: 1,
        output: expect.stringMatching(/already runs on/),
      });
    }
  });
});
