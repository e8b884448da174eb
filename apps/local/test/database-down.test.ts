import { lockTable } from '@frontrow/embedded/testing/postgres/query';
import { untilNothingRunsOn } from '@frontrow/embedded/testing/process/processes';
import { until } from '@frontrow/embedded/testing/until';
import { expect, test } from 'vitest';
import { type Answer, call, signIn, statusOf, titles } from '../testing/calls.ts';
import { freeze } from '../testing/freeze.ts';
import { databaseOf, demoFolder, postgresOn, run, serverOn } from '../testing/program.ts';

const LIST = 'concert.list?input={"json":{}}';

const worked = ({ data }: Answer) => data !== undefined;
const codesOf = (answers: Answer[]) => new Set(answers.map(({ errorCode }) => errorCode ?? 'ok'));

const ready = (url: string) =>
  until('it is ready', async () => (await statusOf(url, '/readyz')) === 200);

test('a Postgres that hangs: calls are refused, nothing ends, and all is well once it goes on', async () => {
  const data = await demoFolder();
  const program = run(data);
  const url = await program.url();
  const server = serverOn(data);
  const lock = await lockTable(databaseOf(data), 'concert');
  const underWay = call(url, LIST);
  await lock.awaited();

  const goOn = freeze(data);
  expect(await statusOf(url, '/readyz')).toBe(503);
  expect(await statusOf(url, '/healthz')).toBe(200);
  // More than there are connections: some hang on one, the others cannot get one and are told so.
  const calls = Array.from({ length: 12 }, () => call(url, LIST));
  expect(await Promise.race(calls)).toEqual({ errorCode: 'SERVICE_UNAVAILABLE' });
  expect(await statusOf(url, '/healthz')).toBe(200);

  goOn();
  await lock.release();
  for (const code of codesOf(await Promise.all([underWay, ...calls]))) {
    expect(['ok', 'SERVICE_UNAVAILABLE']).toContain(code);
  }
  await ready(url);
  expect(await titles(url)).toHaveLength(3);
  expect(serverOn(data)).toEqual(server);
  program.kill('SIGTERM');
  expect(await program.ended).toBe(0);
});

test('a killed Postgres is started again where it was, and the server lives through it', async () => {
  const data = await demoFolder();
  const program = run(data);
  const url = await program.url();
  const id = await signIn(url, 'someone');
  const server = serverOn(data);
  const killed = await until('Postgres runs', () => postgresOn(data));
  const database = databaseOf(data);
  const lock = await lockTable(database, 'concert');
  const underWay = call(url, LIST);
  await lock.awaited();

  process.kill(killed.identity.pid, 'SIGKILL');
  expect(await underWay).toEqual({ errorCode: 'SERVICE_UNAVAILABLE' });
  const answers: Answer[] = [];
  await until('a call works again', async () => {
    expect(await statusOf(url, '/healthz')).toBe(200);
    const answer = await call(url, LIST);
    answers.push(answer);
    return worked(answer);
  });
  for (const code of codesOf(answers)) expect(['ok', 'SERVICE_UNAVAILABLE']).toContain(code);
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

test('a stop while Postgres is being started again stops it for good', async () => {
  const data = await demoFolder();
  const program = run(data);
  await program.url();
  const { identity } = await until('Postgres runs', () => postgresOn(data));
  process.kill(identity.pid, 'SIGKILL');
  await program.says(/starting it again/);
  program.kill('SIGTERM');
  expect(await program.ended).toBe(0);
  await untilNothingRunsOn(data.path);
});
