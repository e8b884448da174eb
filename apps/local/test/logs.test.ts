import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '@frontrow/embedded/testing/until';
import { expect, test } from 'vitest';
import { type Kinds, playJourney } from '../testing/logs/journey.ts';
import { statusOf } from '../testing/program/api-calls.ts';
import { databaseOf, demoFolder } from '../testing/program/data-folder.ts';
import { MONGOD_ENV } from '../testing/program/mongod-env.ts';
import { run, TIMEOUT } from '../testing/program/program.ts';

const SECRETS = {
  AUTH_SECRET: 'auth-secret-of-the-log-test-51c0a7',
  QUEUE_SECRET: 'q:queue-secret-of-the-log-test-9be2d4',
  TICKET_SECRET: 't:ticket-secret-of-the-log-test-03f8aa',
};
const withoutKid = (text: string) => text.slice(text.indexOf(':') + 1);
const passwordIn = (folder: string, file: string): string =>
  (JSON.parse(readFileSync(join(folder, file), 'utf8')) as { password: string }).password;

/** Each log with the kinds of secrets that stand in it. */
const findIn = (logs: Record<string, string>, kinds: Kinds) =>
  Object.entries(logs).flatMap(([log, text]) =>
    Object.entries(kinds).flatMap(([kind, texts]) =>
      texts.some((secret) => text.includes(secret)) ? [`${kind}: ${log}`] : [],
    ),
  );

test('of 17 kinds of secrets and personal data none is in a log at trace, of whatever is refused or breaks', {
  timeout: TIMEOUT,
}, async () => {
  const data = await demoFolder();
  const env = { ...MONGOD_ENV, ...SECRETS, LOG_LEVEL: 'trace', MONGODB_URL: 'embedded' };
  const program = run(data, env);
  const [server, worker] = [await program.url(), await program.workerUrl()];
  await until('the worker is ready', async () => (await statusOf(worker, '/readyz')) === 200);
  const { kinds, userId } = await playJourney({ server, worker, database: databaseOf(data) });
  const all: Kinds = {
    ...kinds,
    AUTH_SECRET: [SECRETS.AUTH_SECRET],
    'QUEUE_SECRET and TICKET_SECRET': [SECRETS.QUEUE_SECRET, SECRETS.TICKET_SECRET].map(withoutKid),
    'password of Postgres': [passwordIn(data.path, 'postgres.json')],
    'password of MongoDB': [passwordIn(data.path, 'mongo.json')],
  };
  expect(Object.keys(all)).toHaveLength(17);
  for (const [kind, texts] of Object.entries(all)) {
    const isLong = texts.length > 0 && texts.every((text) => text.length >= 10);
    expect([kind, isLong]).toEqual([kind, true]);
  }
  program.kill('SIGTERM');
  await program.ended;

  const files = readdirSync(data.path).filter((name) => name.endsWith('.log'));
  expect(files.sort()).toEqual(['mongo.log', 'postgres.log']);
  const logs = Object.fromEntries(
    files.map((name) => [name, readFileSync(join(data.path, name), 'utf8')]),
  );
  const output = program.output();
  expect(findIn({ output, ...logs }, all)).toEqual([]);
  // The journey has been logged: who called, what was refused, what broke.
  for (const logged of [
    ...[userId, '"path":"/trpc/unknown"', 'reservation.hold QUEUE_TOKEN_INVALID'],
    ...['"code":"23514"', '"constraint":"refused"', 'relation \\"ledger_entry\\" does not exist'],
    ...['payment.pay IDEMPOTENCY_KEY_REUSED', 'session.devSignIn INTERNAL_SERVER_ERROR'],
  ]) {
    expect(output).toContain(logged);
  }
  expect(logs['postgres.log']).toContain('terminating connection due to administrator command');
});

test('a start that fails does not print the passwords of the databases', {
  timeout: TIMEOUT,
}, async () => {
  const data = await demoFolder();
  const password = 'password-of-the-log-test';
  const environments: Record<string, string>[] = [
    { DATABASE_URL: `postgres://me:${password}@127.0.0.1:1/frontrow`, LOG_LEVEL: 'trace' },
    { DATABASE_URL: `postgres//me:${password}@127.0.0.1/frontrow` },
    { MONGODB_URL: `mongodb://me:${password}@a:b:c/x`, FRONTROW_SERVICES: 'worker' },
    { CORS_ORIGINS: `https://me:${password}@shop.example` },
  ];
  const programs = environments.map((env) => run(data, env));
  for (const program of programs) {
    expect(await program.ended).toBe(1);
    expect(program.output()).toMatch(/could not start|cannot be used/);
    expect(program.output()).not.toContain(password);
  }
});
