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
import { run, TIMEOUT } from '../testing/program/program.ts';

const LIST = 'concert.list?input={"json":{}}';

const RESTART = /Postgres ended unexpectedly; starting it again/;

const succeeded = ({ data }: Answer) => data !== undefined;
const resultCodes = (answers: Answer[]) =>
  new Set(answers.map(({ errorCode }) => errorCode ?? 'ok'));

const ready = (url: string) =>
  until('the server is ready', async () => (await statusOf(url, '/readyz')) === 200);

test('a Postgres that hangs, is killed, or is stopped while it restarts: no other process ends, and calls succeed afterwards', {
  timeout: TIMEOUT,
}, async () => {
  const data = await demoFolder();
  const program = run(data);
  const url = await program.url();
  const id = await signIn(url, 'someone');
  const server = serverOn(data);
  const database = databaseOf(data);

  // It hangs: its ports accept connections, and nothing answers.
  const hung = await lockTable(database, 'concert');
  const callBefore = call(url, LIST);
  await hung.awaited();
  const resume = freezePostgres(data);
  expect(await statusOf(url, '/readyz')).toBe(503);
  expect(await statusOf(url, '/healthz')).toBe(200);
  // More calls than connections: some hang on a connection, the others get none in time.
  const calls = Array.from({ length: 12 }, () => call(url, LIST));
  expect(await Promise.race(calls)).toEqual({ errorCode: 'SERVICE_UNAVAILABLE' });
  expect(await statusOf(url, '/healthz')).toBe(200);
  resume();
  await hung.release();
  for (const code of resultCodes(await Promise.all([callBefore, ...calls]))) {
    expect(['ok', 'SERVICE_UNAVAILABLE']).toContain(code);
  }
  await ready(url);
  expect(await concertTitles(url)).toHaveLength(3);
  expect(serverOn(data)).toEqual(server);

  // It is killed: the next one has the same address.
  const killed = await until('Postgres runs', () => postgresOn(data));
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
  await program.waitForOutput(RESTART);
  expect(databaseOf(data)).toBe(database);
  const next = await until('Postgres runs again', () => postgresOn(data));
  expect(next.identity).not.toEqual(killed.identity);
  expect(serverOn(data)).toEqual(server);
  expect(await signIn(url, 'someone')).toBe(id);

  // A stop during a restart stops it for good.
  process.kill(next.identity.pid, 'SIGKILL');
  await program.waitForOutput(new RegExp(`${RESTART.source}[\\s\\S]*${RESTART.source}`));
  program.kill('SIGTERM');
  expect(await program.ended).toBe(0);
  await untilNothingRunsOn(data.path);
});
