import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { identityOf, isAlive } from '../../src/process/process-identity.ts';
import { dataFolder, dataFolderWithCluster } from '../../testing/postgres/postgres-folder.ts';
import { query } from '../../testing/postgres/query.ts';
import { processesOf, untilNothingRunsOn } from '../../testing/process/processes.ts';
import { unrelatedProcess } from '../../testing/process/unrelated.ts';
import { until } from '../../testing/until.ts';

const STARTER = new URL('../../testing/process/starter-process.ts', import.meta.url).href;
const RUN = `
  const { startByProcess } = await import('${STARTER}');
  console.log(await startByProcess('postgres', process.argv[1], { env: process.env }).started);`;

describe('after a kill', () => {
  test('of Postgres, the next start recovers all commits', async () => {
    const data = await dataFolderWithCluster();
    const first = await data.start();
    await query(first.url, 'create table kept as select n from generate_series(1, 1000) n');
    process.kill(first.pid, 'SIGKILL');
    await first.exited;
    expect(readdirSync(join(data.path, 'postgres'))).toContain('postmaster.pid');
    await first.stop();
    const second = await data.start();
    expect(second.url).toBe(first.url);
    expect(await query(second.url, 'select count(*)::int as n from kept')).toEqual([{ n: 1000 }]);
  });

  test('of Postgres, a backend that is too busy to notice is stopped', async () => {
    const data = await dataFolderWithCluster();
    const first = await data.start();
    const endless = 'do $$ begin loop null; end loop; end $$';
    const busy = query(first.url, endless).catch(() => 'cut off');
    const backend = await until('the statement runs', async () => {
      const [found] = await query<{ pid: number }>(
        first.url,
        `select pid from pg_stat_activity
         where query like 'do %' and state = 'active'`,
      );
      return found && identityOf(found.pid);
    });
    process.kill(first.pid, 'SIGKILL');
    await first.exited;
    expect(isAlive(backend)).toBe(true);
    await first.stop();
    expect(isAlive(backend)).toBe(false);
    expect(await busy).toBe('cut off');
    expect((await data.start()).url).toBe(first.url);
  });

  test.each(['also in the state file and the lock file', 'only in the pid file'])(
    'of both, the pid may belong to an unrelated process, which is not touched (%s)',
    async (where) => {
      const data = await dataFolderWithCluster();
      const unrelated = await unrelatedProcess(data.path);
      const pidFile = [
        unrelated.pid,
        join(data.path, 'postgres'),
        1,
        5432,
        '',
        '127.0.0.1',
        '',
        '',
      ];
      writeFileSync(join(data.path, 'postgres/postmaster.pid'), pidFile.join('\n'));
      const postmaster = { pid: unrelated.pid, startedAt: 'another boot/1' };
      if (where === 'also in the state file and the lock file') {
        const stateFile = join(data.path, 'postgres.json');
        const state = JSON.parse(readFileSync(stateFile, 'utf8')) as object;
        writeFileSync(stateFile, JSON.stringify({ ...state, postmaster }));
        writeFileSync(join(data.path, 'postgres.lock-3'), JSON.stringify(postmaster));
      }
      await data.start();
      expect(isAlive(unrelated)).toBe(true);
    },
  );

  test('of the starting process, Postgres ends by itself and no data is lost', async () => {
    const data = await dataFolderWithCluster();
    const starter = data.startByProcess();
    const started = await until('it has started', () => starter.started);
    await query(started.url, 'create table kept as select 7 as n');
    starter.kill('SIGKILL');
    await untilNothingRunsOn(data.path);
    expect(readdirSync(data.path)).toContain('postgres.lock-1');
    const next = await data.start();
    expect(next.url).toBe(started.url);
    expect(await query(next.url, 'select n from kept')).toEqual([{ n: 7 }]);
  });

  test('of the parent of the starting process, as of a test run, both end', async () => {
    const data = await dataFolderWithCluster();
    const runner = spawn(process.execPath, ['--input-type=module', '--eval', RUN, data.path]);
    await once(runner.stdout, 'data');
    expect(
      processesOf(data.path).some(({ commandLine }) => commandLine.includes('run-postgres')),
    ).toBe(true);
    runner.kill('SIGKILL');
    await untilNothingRunsOn(data.path);
  });

  test('of the starting process during initdb, the next start removes the draft', async () => {
    const data = dataFolder();
    const starter = data.startByProcess();
    await until('initdb runs', () =>
      processesOf(data.path).some(({ commandLine }) => commandLine.includes('initdb --pgdata')),
    );
    starter.kill('SIGKILL');
    await untilNothingRunsOn(data.path);
    await (await data.start()).stop();
    expect(readdirSync(data.path).sort()).toEqual(['postgres', 'postgres.json', 'postgres.log']);
  });
});
