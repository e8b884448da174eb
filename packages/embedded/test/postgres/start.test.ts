import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { identityOf, isAlive } from '../../src/process/process-identity.ts';
import { dataFolder, dataFolderWithCluster } from '../../testing/postgres/postgres-folder.ts';
import { query } from '../../testing/postgres/query.ts';
import { untilNothingRunsOn } from '../../testing/process/processes.ts';
import { listen } from '../../testing/process/unrelated.ts';
import { until } from '../../testing/until.ts';

const portOf = (url: string) => Number(new URL(url).port);
const modeOf = (...path: string[]) => (statSync(join(...path)).mode & 0o777).toString(8);

describe('starting', () => {
  test('the first start creates a durable cluster that needs the password and the owner', async () => {
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
    const identity = identityOf(pid);
    await stop();
    expect(isAlive(identity)).toBe(false);
    await untilNothingRunsOn(data.path);
    expect(readdirSync(data.path).sort()).toEqual(['postgres', 'postgres.json', 'postgres.log']);
    expect(readdirSync(join(data.path, 'postgres'))).not.toContain('postmaster.pid');
  });

  test('the second start keeps the data, the password and the port', async () => {
    const data = await dataFolderWithCluster();
    const first = await data.start();
    await query(first.url, 'create table kept as select 7 as n');
    await first.stop();
    const second = await data.start();
    expect(second.url).toBe(first.url);
    expect(await query(second.url, 'select n from kept')).toEqual([{ n: 7 }]);
  });

  test('another port is used when its own is taken', async () => {
    const data = await dataFolderWithCluster();
    const first = await data.start();
    await query(first.url, 'create table kept as select 7 as n');
    await first.stop();
    await listen(portOf(first.url));
    const second = await data.start();
    expect(portOf(second.url)).not.toBe(portOf(first.url));
    expect(await query(second.url, 'select n from kept')).toEqual([{ n: 7 }]);
  });
});

describe('a start fails', () => {
  const cases = [
    {
      name: 'the cluster is of another version',
      damage: (folder: string) => writeFileSync(join(folder, 'postgres/PG_VERSION'), '9.6\n'),
      message: /did not start:.*initialized by PostgreSQL version 9\.6/s,
    },
    {
      name: 'a part of the cluster is missing',
      damage: (folder: string) => rmSync(join(folder, 'postgres/global'), { recursive: true }),
      message: /did not start:.*pg_control/s,
    },
    {
      name: 'the state file is missing',
      damage: (folder: string) => rmSync(join(folder, 'postgres.json')),
      message: /postgres\.json.* is missing/,
    },
    {
      name: 'the state file has another password',
      damage: (folder: string) =>
        writeFileSync(join(folder, 'postgres.json'), JSON.stringify({ password: 'other' })),
      message: /did not start:.*password authentication failed/s,
    },
  ];
  test.each(cases)(
    '$name: the error says so, and no process is left',
    async ({ damage, message }) => {
      const data = await dataFolderWithCluster();
      await (await data.start()).stop();
      damage(data.path);
      await expect(data.start()).rejects.toThrow(message);
      await untilNothingRunsOn(data.path);
      // The lock is free again: the second error is not "already runs".
      await expect(data.start()).rejects.toThrow(message);
    },
  );
});

describe('two processes on one folder', () => {
  test('the second is refused while the first lives, which keeps running', async () => {
    const data = await dataFolderWithCluster();
    const first = data.startByProcess();
    const { url, pid } = await until('it has started', () => first.started);
    const refusal = `Frontrow already runs on ${data.path} (process ${first.pid})`;
    await expect(data.start()).rejects.toThrow(refusal);
    const second = data.startByProcess();
    expect(await second.ended).toEqual({ code: 1, output: `${refusal}\n` });
    expect(await query(url, 'select 1 as n')).toEqual([{ n: 1 }]);
    expect(isAlive(identityOf(pid))).toBe(true);
    first.kill('SIGTERM');
    expect(await first.ended).toMatchObject({ code: 0 });
    await untilNothingRunsOn(data.path);
    await data.start();
  });

  test('of several that start at once, exactly one gets the folder', async () => {
    const data = dataFolder();
    const starters = [data.startByProcess(), data.startByProcess(), data.startByProcess()];
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

  test('a second start in the same process is refused, too', async () => {
    const data = await dataFolderWithCluster();
    const first = await data.start();
    await expect(data.start()).rejects.toThrow(/already runs/);
    await first.stop();
    await data.start();
  });
});
