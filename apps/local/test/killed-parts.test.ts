import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { mongodAbsence } from '@frontrow/embedded/testing/mongo/mongod-absence';
import type { DataFolder } from '@frontrow/embedded/testing/postgres/postgres-folder';
import { query } from '@frontrow/embedded/testing/postgres/query';
import {
  type ObservedProcess,
  untilNothingRunsOn,
} from '@frontrow/embedded/testing/process/processes';
import { until } from '@frontrow/embedded/testing/until';
import { expect, onTestFinished, test } from 'vitest';
import { readRunning } from '../src/running-file.ts';
import { signIn, statusOf } from '../testing/program/api-calls.ts';
import {
  databaseOf,
  demoFolder,
  mongoOn,
  serverOn,
  workerOn,
} from '../testing/program/data-folder.ts';
import { expectNothingRunning, expectStops } from '../testing/program/expect-stopped.ts';
import { MONGOD_ENV } from '../testing/program/mongod-env.ts';
import { run, TIMEOUT } from '../testing/program/program.ts';

/** Where there is no mongod, the same tests run with their jobs in Postgres. */
const hasMongo = mongodAbsence === null;
const env = {
  ...(hasMongo ? { ...MONGOD_ENV, MONGODB_URL: 'embedded' } : {}),
  SWEEP_SECONDS: '1',
};

const eventually = <Answer>(what: string, ask: () => Answer | Promise<Answer>) =>
  until(what, ask, TIMEOUT / 2);

const isReady = async (url: string) =>
  (await statusOf(url, '/readyz').catch(() => undefined)) === 200;
const ready = (url: string) => eventually(`${url} is ready`, () => isReady(url));

const countSweeps = async (worker: string): Promise<number> => {
  const text = await (await fetch(`${worker}/metrics`)).text();
  return Number(/jobs_total\{job="release-expired-holds",outcome="ok"\} (\d+)/.exec(text)?.[1]);
};
const nextSweep = async (worker: string) => {
  const before = (await countSweeps(worker)) || 0;
  await eventually('another sweep has run', async () => (await countSweeps(worker)) > before);
};

type Find = (data: DataFolder) => ObservedProcess | undefined;

/** Kills a part, and waits until there is another process in its place. */
async function killAndAwait(find: Find, data: DataFolder): Promise<void> {
  const { identity } = await eventually('the part runs', () => find(data));
  process.kill(identity.pid, 'SIGKILL');
  await eventually('it was started again', () => {
    const again = find(data);
    return again && again.identity.startedAt !== identity.startedAt;
  });
}

/** Whether the jobs are stored in Postgres. */
const hasJobsInPostgres = async (data: DataFolder) => {
  const sql = 'select exists (select from agenda_jobs) as found';
  const [row] = await query<{ found: boolean }>(databaseOf(data), sql);
  return row?.found;
};

test('a server, a worker and a MongoDB that are killed come back at the same addresses, and a stop meanwhile stops all', {
  timeout: TIMEOUT,
}, async () => {
  const data = await demoFolder();
  const program = run(data, env);
  const [url, worker] = [await program.url(), await program.workerUrl()];
  const id = await signIn(url, 'someone');
  await nextSweep(worker);
  expect(await hasJobsInPostgres(data)).toBe(!hasMongo);

  await killAndAwait(serverOn, data);
  await ready(url);
  expect(program.output()).toMatch(/^The server ended unexpectedly; starting it again$/m);
  await program.waitForOutput(/^The server runs again\.$/m);
  expect(readRunning(data.path)).toEqual({ server: url });
  expect(await signIn(url, 'someone')).toBe(id);

  await killAndAwait(workerOn, data);
  await ready(worker);
  await program.waitForOutput(/^The worker ended unexpectedly; starting it again$/m);
  await nextSweep(worker);

  if (hasMongo) {
    const workerBefore = workerOn(data);
    expect(mongoOn(data)?.parent).toBe(program.pid);
    await killAndAwait(mongoOn, data);
    await program.waitForOutput(/^MongoDB ended unexpectedly; starting it again$/m);
    await program.waitForOutput(/^MongoDB runs again\.$/m);
    await nextSweep(worker);
    await ready(worker);
    expect(workerOn(data)).toEqual(workerBefore);
  }

  // Two at a time, with the stop while both are started again.
  for (const find of [serverOn, workerOn]) process.kill(find(data)?.identity.pid ?? 0, 'SIGKILL');
  await program.waitForOutput(/The worker ended[\s\S]*The worker ended/);
  await expectStops(program, 'SIGTERM');
  await expectNothingRunning(data);
});

test('SIGKILL of the starting process ends every part, and the next start has the data', {
  timeout: TIMEOUT,
}, async () => {
  const data = await demoFolder();
  const killed = run(data, env);
  const id = await signIn(await killed.url(), 'someone');
  await ready(await killed.workerUrl());
  killed.kill('SIGKILL');
  await untilNothingRunsOn(data.path);
  const next = run(data, env);
  expect(await signIn(await next.url(), 'someone')).toBe(id);
  await nextSweep(await next.workerUrl());
  expect(await hasJobsInPostgres(data)).toBe(!hasMongo);
  await expectStops(next, 'SIGINT');
  await expectNothingRunning(data);
});

test('a server that dies at once again and again ends the program, with its last words', {
  timeout: TIMEOUT,
}, async () => {
  const data = await demoFolder();
  const program = run(data, { FRONTROW_SERVICES: 'server' });
  await program.url();
  writeFileSync(join(data.path, 'secrets.json'), 'these are no secrets');
  onTestFinished(() => rmSync(join(data.path, 'secrets.json')));
  process.kill(serverOn(data)?.identity.pid ?? 0, 'SIGKILL');
  expect(await program.ended).toBe(1);
  const end = program.output().split('Its last words:')[1];
  expect(program.output()).toMatch(/^Stopping: The server ended 5 times at once\./m);
  expect(end).toContain('is not valid JSON');
  expect(end).toMatch(/Frontrow has stopped\.\n$/);
  await expectNothingRunning(data);
});
