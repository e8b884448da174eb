import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { isAlive, markOf } from '../../src/process/process-identity.ts';
import { dataFolder, usedDataFolder } from '../../testing/postgres/postgres-folder.ts';
import { query } from '../../testing/postgres/query.ts';
import { processesOf, until, untilNothingRunsOn } from '../../testing/process/processes.ts';
import { unrelatedProcess } from '../../testing/process/unrelated.ts';

const STARTER = new URL('../../testing/process/starter-process.ts', import.meta.url).href;
const RUN = `
  const { runStarter } = await import('${STARTER}');
  console.log(await runStarter('../postgres/run-postgres-main.ts', process.argv[1], { env: process.env }).started);`;

describe('after a kill', () => {
  test('of Postgres, the next start recovers what was committed', async () => {
    const data = await usedDataFolder();
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

  test('of Postgres, one of its processes that is too busy to notice is no obstacle', async () => {
    const data = await usedDataFolder();
    const first = await data.start();
    const endless = 'do $$ begin loop null; end loop; end $$';
    const busy = query(first.url, endless).catch(() => 'cut off');
    const backend = await until('the statement runs', async () => {
      const [found] = await query<{ pid: number }>(
        first.url,
        `select pid from pg_stat_activity
         where query like 'do %' and state = 'active'`,
      );
      return found && markOf(found.pid);
    });
    process.kill(first.pid, 'SIGKILL');
    await first.exited;
    expect(isAlive(backend)).toBe(true);
    await first.stop();
    expect(isAlive(backend)).toBe(false);
    expect(await busy).toBe('cut off');
    expect((await data.start()).url).toBe(first.url);
  });

  test.each(['a record that names it too', 'no record of it'])(
    'of both, a lock file with the number of an unrelated process is no obstacle (%s)',
    async (recorded) => {
      const data = await usedDataFolder();
      const neighbour = await unrelatedProcess(data.path);
      const lock = [neighbour.pid, join(data.path, 'postgres'), 1, 5432, '', '127.0.0.1', '', ''];
      writeFileSync(join(data.path, 'postgres/postmaster.pid'), lock.join('\n'));
      const postmaster = { pid: neighbour.pid, startedAt: 'another boot/1' };
      if (recorded === 'a record that names it too') {
        const record = join(data.path, 'postgres.json');
        const kept = JSON.parse(readFileSync(record, 'utf8')) as object;
        writeFileSync(record, JSON.stringify({ ...kept, postmaster }));
        writeFileSync(join(data.path, 'postgres.claim-3'), JSON.stringify(postmaster));
      }
      await data.start();
      expect(isAlive(neighbour)).toBe(true);
    },
  );

  test('of the starter, Postgres ends by itself and the next start has everything', async () => {
    const data = await usedDataFolder();
    const starter = data.starter();
    const started = await until('it has started', () => starter.started);
    await query(started.url, 'create table kept as select 7 as n');
    starter.kill('SIGKILL');
    await untilNothingRunsOn(data.path);
    expect(readdirSync(data.path)).toContain('postgres.claim-1');
    const next = await data.start();
    expect(next.url).toBe(started.url);
    expect(await query(next.url, 'select n from kept')).toEqual([{ n: 7 }]);
  });

  test('of whoever runs the starter, as a run of tests does, that ends too', async () => {
    const data = await usedDataFolder();
    const runner = spawn(process.execPath, ['--input-type=module', '--eval', RUN, data.path]);
    await once(runner.stdout, 'data');
    expect(processesOf(data.path).some(({ line }) => line.includes('run-postgres'))).toBe(true);
    runner.kill('SIGKILL');
    await untilNothingRunsOn(data.path);
  });

  test('of the starter while it makes the cluster, nothing of that stays', async () => {
    const data = dataFolder();
    const starter = data.starter();
    await until('initdb is at work', () =>
      processesOf(data.path).some(({ line }) => line.includes('initdb --pgdata')),
    );
    starter.kill('SIGKILL');
    await untilNothingRunsOn(data.path);
    await (await data.start()).stop();
    expect(readdirSync(data.path).sort()).toEqual(['postgres', 'postgres.json', 'postgres.log']);
  });
});
