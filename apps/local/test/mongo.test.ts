import { mongodAbsence } from '@frontrow/embedded/testing/mongo/mongod-absence';
import { query } from '@frontrow/embedded/testing/postgres/query';
import { untilNothingRunsOn } from '@frontrow/embedded/testing/process/processes';
import { until } from '@frontrow/embedded/testing/until';
import { describe, expect, test } from 'vitest';
import { signIn, statusOf } from '../testing/calls.ts';
import { expectNothingLeft, expectStops } from '../testing/endings.ts';
import { MONGOD_ENV } from '../testing/mongod-env.ts';
import { databaseOf, demoFolder, mongoOn, run, workerOn } from '../testing/program.ts';

const env = { ...MONGOD_ENV, MONGODB_URL: 'embedded', SWEEP_SECONDS: '1' };

const swept = async (worker: string): Promise<number> => {
  const text = await (await fetch(`${worker}/metrics`)).text();
  return Number(/jobs_total\{job="release-expired-holds",outcome="ok"\} (\d+)/.exec(text)?.[1]);
};
const ready = (worker: string) =>
  until('the worker is ready', async () => (await statusOf(worker, '/readyz')) === 200);

describe.skipIf(mongodAbsence !== null)('MONGODB_URL=embedded pnpm start', () => {
  test('runs the whole product with its jobs in a MongoDB of its own, again and again', async () => {
    const data = await demoFolder();
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      const program = run(data, env);
      await signIn(await program.url(), 'someone');
      const worker = await program.workerUrl();
      await ready(worker);
      await until('it has swept', async () => (await swept(worker)) > 0);
      expect(mongoOn(data)?.parent).toBe(program.pid);
      const [{ there } = {}] = await query<{ there: string | null }>(
        databaseOf(data),
        "select to_regclass('agenda_jobs')::text as there",
      );
      expect(there).toBeNull();
      await expectStops(program, signal);
      await expectNothingLeft(data);
    }
  });

  test('a kill of the starter ends MongoDB too, and the next start is a good one', async () => {
    const data = await demoFolder();
    const killed = run(data, env);
    await ready(await killed.workerUrl());
    killed.kill('SIGKILL');
    await untilNothingRunsOn(data.path);
    const next = run(data, env);
    await ready(await next.workerUrl());
    await expectStops(next, 'SIGTERM');
    await expectNothingLeft(data);
  });

  test('a killed MongoDB is started again where it was, and the worker lives through it', async () => {
    const data = await demoFolder();
    const program = run(data, env);
    const url = await program.workerUrl();
    await ready(url);
    const worker = workerOn(data);
    const killed = await until('MongoDB runs', () => mongoOn(data));
    process.kill(killed.identity.pid, 'SIGKILL');
    await program.says(/MongoDB ended unexpectedly; starting it again/);
    const before = await swept(url);
    await until('it sweeps again', async () => (await swept(url)) > before);
    await ready(url);
    expect(workerOn(data)).toEqual(worker);
    await expectStops(program, 'SIGTERM');
    await expectNothingLeft(data);
  });
});
