import { mongodAbsence } from '@frontrow/embedded/testing/mongo/mongod-absence';
import { query } from '@frontrow/embedded/testing/postgres/query';
import { untilNothingRunsOn } from '@frontrow/embedded/testing/process/processes';
import { until } from '@frontrow/embedded/testing/until';
import { describe, expect, test } from 'vitest';
import { signIn, statusOf } from '../testing/program/api-calls.ts';
import { databaseOf, demoFolder, mongoOn, workerOn } from '../testing/program/data-folder.ts';
import { expectNothingRunning, expectStops } from '../testing/program/expect-stopped.ts';
import { MONGOD_ENV } from '../testing/program/mongod-env.ts';
import { run } from '../testing/program/program.ts';

const env = { ...MONGOD_ENV, MONGODB_URL: 'embedded', SWEEP_SECONDS: '1' };

const countSweeps = async (worker: string): Promise<number> => {
  const text = await (await fetch(`${worker}/metrics`)).text();
  return Number(/jobs_total\{job="release-expired-holds",outcome="ok"\} (\d+)/.exec(text)?.[1]);
};
const ready = (worker: string) =>
  until('the worker is ready', async () => (await statusOf(worker, '/readyz')) === 200);

describe.skipIf(mongodAbsence !== null)('MONGODB_URL=embedded pnpm start', () => {
  test('stores the jobs in an embedded MongoDB, and does so again at the second start', async () => {
    const data = await demoFolder();
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      const program = run(data, env);
      await signIn(await program.url(), 'someone');
      const worker = await program.workerUrl();
      await ready(worker);
      await until('a sweep has run', async () => (await countSweeps(worker)) > 0);
      expect(mongoOn(data)?.parent).toBe(program.pid);
      const [{ table } = {}] = await query<{ table: string | null }>(
        databaseOf(data),
        "select to_regclass('agenda_jobs')::text as table",
      );
      expect(table).toBeNull();
      await expectStops(program, signal);
      await expectNothingRunning(data);
    }
  });

  test('SIGKILL of the starting process ends MongoDB too, and the next start works', async () => {
    const data = await demoFolder();
    const killed = run(data, env);
    await ready(await killed.workerUrl());
    killed.kill('SIGKILL');
    await untilNothingRunsOn(data.path);
    const next = run(data, env);
    await ready(await next.workerUrl());
    await expectStops(next, 'SIGTERM');
    await expectNothingRunning(data);
  });

  test('a killed MongoDB is restarted at the same address, and the worker keeps running', async () => {
    const data = await demoFolder();
    const program = run(data, env);
    const url = await program.workerUrl();
    await ready(url);
    const worker = workerOn(data);
    const killed = await until('MongoDB runs', () => mongoOn(data));
    process.kill(killed.identity.pid, 'SIGKILL');
    await program.waitForOutput(/MongoDB ended unexpectedly; starting it again/);
    const before = await countSweeps(url);
    await until('another sweep has run', async () => (await countSweeps(url)) > before);
    await ready(url);
    expect(workerOn(data)).toEqual(worker);
    await expectStops(program, 'SIGTERM');
    await expectNothingRunning(data);
  });
});
