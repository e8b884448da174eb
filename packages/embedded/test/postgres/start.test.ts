import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { isAlive, markOf } from '../../src/process/process-identity.ts';
import { dataFolder, usedDataFolder } from '../../testing/postgres/postgres-folder.ts';
import { query } from '../../testing/postgres/query.ts';
import { until, untilNothingRunsOn } from '../../testing/process/processes.ts';
import { listen } from '../../testing/process/unrelated.ts';

const portOf = (url: string) => Number(new URL(url).port);
const modeOf = (...path: string[]) => (statSync(join(...path)).mode & 0o777).toString(8);

describe('starting', () => {
  test('the first start makes a durable cluster that only its owner can open', async () => {
    const data = dataFolder();
    const { url, pid, stop } = await data.start();
    expect(portOf(url)).toBeLessThan(32_768);
    for (const setting of ['fsync', 'synchronous_commit', 'full_page_writes']) {
      expect(await query(url, `show ${setting}`)).toEqual([{ [setting]: 'on' }]);
    }
    const stranger = new URL(url);
    stranger.password = 'guessed';
    await expect(query(stranger.href, 'select 1')).rejects.toThrow(/password/);

    const { password } = JSON.parse(readFileSync(join(data.path, 'postgres.json'), 'utf8')) as {
      password: string;
    };
    expect(new URL(url).password).toBe(password);
    expect(modeOf(data.path, 'postgres.json')).toBe('600');
    expect(modeOf(data.path, 'postgres.log')).toBe('600');
    expect(modeOf(data.path, 'postgres')).toBe('700');
    const mark = markOf(pid);
    await stop();
    expect(isAlive(mark)).toBe(false);
    await untilNothingRunsOn(data.path);
    expect(readdirSync(data.path).sort()).toEqual(['postgres', 'postgres.json', 'postgres.log']);
    expect(readdirSync(join(data.path, 'postgres'))).not.toContain('postmaster.pid');
  });

  test('the second start has the data, the password and the port of the first', async () => {
    const data = await usedDataFolder();
    const first = await data.start();
    await query(first.url, 'create table kept as select 7 as n');
    await first.stop();
    const second = await data.start();
    expect(second.url).toBe(first.url);
    expect(await query(second.url, 'select n from kept')).toEqual([{ n: 7 }]);
  });

  test('it goes to another port where its own is taken', async () => {
    const data = await usedDataFolder();
    const first = await data.start();
    await query(first.url, 'create table kept as select 7 as n');
    await first.stop();
    await listen(portOf(first.url));
    const second = await data.start();
    expect(portOf(second.url)).not.toBe(portOf(first.url));
    expect(await query(second.url, 'select n from kept')).toEqual([{ n: 7 }]);
  });
});

describe('a start that fails', () => {
  const damages = [
    {
      name: 'a cluster of another version',
      damage: (folder: string) => writeFileSync(join(folder, 'postgres/PG_VERSION'), '9.6\n'),
      says: /did not start:.*initialized by PostgreSQL version 9\.6/s,
    },
    {
      name: 'a cluster with a part of it gone',
      damage: (folder: string) => rmSync(join(folder, 'postgres/global'), { recursive: true }),
      says: /did not start:.*pg_control/s,
    },
    {
      name: 'a cluster without its password',
      damage: (folder: string) => rmSync(join(folder, 'postgres.json')),
      says: /postgres\.json.* is missing/,
    },
    {
      name: 'a cluster with another password',
      damage: (folder: string) =>
        writeFileSync(join(folder, 'postgres.json'), JSON.stringify({ password: 'other' })),
      says: /did not start:.*password authentication failed/s,
    },
  ];
  test.each(damages)(
    '$name: it throws with the reason, and leaves nothing running',
    async ({ damage, says }) => {
      const data = await usedDataFolder();
      await (await data.start()).stop();
      damage(data.path);
      await expect(data.start()).rejects.toThrow(says);
      await untilNothingRunsOn(data.path);
      // Nor does it keep others out.
      await expect(data.start()).rejects.toThrow(says);
    },
  );
});

describe('two starters', () => {
  test('the second is refused while the first lives, and does it no harm', async () => {
    const data = await usedDataFolder();
    const first = data.starter();
    const { url, pid } = await until('it has started', () => first.started);
    const refusal = `Frontrow already runs on ${data.path} (process ${first.pid})`;
    await expect(data.start()).rejects.toThrow(refusal);
    const second = data.starter();
    expect(await second.ended).toEqual({ code: 1, output: `${refusal}\n` });
    expect(await query(url, 'select 1 as n')).toEqual([{ n: 1 }]);
    expect(isAlive(markOf(pid))).toBe(true);
    first.kill('SIGTERM');
    expect(await first.ended).toMatchObject({ code: 0 });
    await untilNothingRunsOn(data.path);
    await data.start();
  });

  test('of several at once on a new folder, one gets it', async () => {
    const data = dataFolder();
    const starters = [data.starter(), data.starter(), data.starter()];
    const started = await Promise.all(starters.map((starter) => starter.started));
    const running = started.filter((one) => one !== null);
    expect(running).toHaveLength(1);
    expect(await query(running[0]?.url ?? '', 'select 1 as n')).toEqual([{ n: 1 }]);
    const refused = starters.filter((_, n) => started[n] === null);
    for (const { ended } of refused) {
      expect(await ended).toMatchObject({
        code: 1,
        output: expect.stringMatching(/already runs on/),
      });
    }
  });

  test('this process itself is one of them', async () => {
    const data = await usedDataFolder();
    const first = await data.start();
    await expect(data.start()).rejects.toThrow(/already runs/);
    await first.stop();
    await data.start();
  });
});
