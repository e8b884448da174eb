import { lockTable } from '@frontrow/embedded/testing/postgres/query';
import { untilNothingRunsOn } from '@frontrow/embedded/testing/process/processes';
import { until } from '@frontrow/embedded/testing/until';
import { expect, test } from 'vitest';
import {
  type Answer,
  call,
  concertTitles,
  signIn,
  statusOf,
} from '../testing/program/api-calls.ts';
import { databaseOf, demoFolder, postgresOn, serverOn } from '../testing/program/data-folder.ts';
import { freezePostgres } from '../testing/program/freeze-postgres.ts';
import { run } from '../testing/program/program.ts';

const LIST = 'concert.list?input={"json":{}}';

const succeeded = ({ data }: Answer) => data !== undefined;
const resultCodes = (answers: Answer[]) =>
  new Set(answers.map(({ errorCode }) => errorCode ?? 'ok'));

const ready = (url: string) =>
  until('the server is ready', async () => (await statusOf(url, '/readyz')) === 200);

test('a Postgres that hangs: calls get SERVICE_UNAVAILABLE, no process ends, and calls succeed afterwards', async () => {
  const data = await demoFolder();
  const program = run(data);
  const url = await program.url();
  const server = serverOn(data);
  const lock = await lockTable(databaseOf(data), 'concert');
  const pendingCall = call(url, LIST);
  await lock.awaited();

  const resume = freezePostgres(data);
  expect(await statusOf(url, '/readyz')).toBe(503);
  expect(await statusOf(url, '/healthz')).toBe(200);
  // More calls than connections: some hang on a connection, the others get none in time.
  const calls = Array.from({ length: 12 }, () => call(url, LIST));
  expect(await Promise.race(calls)).toEqual({ errorCode: 'SERVICE_UNAVAILABLE' });
  expect(await statusOf(url, '/healthz')).toBe(200);

  resume();
  await lock.release();
  for (const code of resultCodes(await Promise.all([pendingCall, ...calls]))) {
    expect(['ok', 'SERVICE_UNAVAILABLE']).toContain(code);
  }
  await ready(url);
  expect(await concertTitles(url)).toHaveLength(3);
  expect(serverOn(data)).toEqual(server);
  program.kill('SIGTERM');
  expect(await program.ended).toBe(0);
});

test('a killed Postgres is restarted at the same address, and the server keeps running', async () => {
  const data = await demoFolder();
  const program = run(data);
  const url = await program.url();
  const id = await signIn(url, 'someone');
  const server = serverOn(data);
  const killed = await until('Postgres runs', () => postgresOn(data));
  const database = databaseOf(data);
  const lock = await lockTable(database, 'concert');
  const pendingCall = call(url, LIST);
  await lock.awaited();

  process.kill(killed.identity.pid, 'SIGKILL');
  expect(await pendingCall).toEqual({ errorCode: 'SERVICE_UNAVAILABLE' });
  const answers: Answer[] = [];
  await until('a call succeeds again', async () => {
    expect(await statusOf(url, '/healthz')).toBe(200);
    const answer = await call(url, LIST);
    answers.push(answer);
    return succeeded(answer);
  });
  for (const code of resultCodes(answers)) expect(['ok', 'SERVICE_UNAVAILABLE']).toContain(code);
  await ready(url);
  expect(program.output()).toContain('starting it again');
  expect(databaseOf(data)).toBe(database);
  expect(postgresOn(data)?.identity).not.toEqual(killed.identity);
  expect(serverOn(data)).toEqual(server);
  expect(await signIn(url, 'someone')).toBe(id);
  program.kill('SIGTERM');
  expect(await program.ended).toBe(0);
  await untilNothingRunsOn(data.path);
});

test('a stop during the restart of Postgres stops it for good', async () => {
  const data = await demoFolder();
  const program = run(data);
  await program.url();
  const { identity } = await until('Postgres runs', () => postgresOn(data));
  process.kill(identity.pid, 'SIGKILL');
  await program.waitForOutput(/starting it again/);
  program.kill('SIGTERM');
  expect(await program.ended).toBe(0);
  await untilNothingRunsOn(data.path);
});
