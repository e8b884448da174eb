import { demoFolderOfRun } from '@frontrow/database/testing/demo-folder';
import { mongodAbsence } from '@frontrow/embedded/testing/mongo/mongod-absence';
import { copyOfDataFolder } from '@frontrow/embedded/testing/postgres/postgres-folder';
import { query } from '@frontrow/embedded/testing/postgres/query';
import { until } from '@frontrow/embedded/testing/until';
import { expect, test } from 'vitest';
import { type Sale, startSale } from '../../testing/full-disk/sale.ts';
import { smallDisk } from '../../testing/full-disk/small-disk.ts';
import { callsTo, get, signIn } from '../../testing/logs/calls.ts';
import { statusOf } from '../../testing/program/api-calls.ts';
import {
  databaseOf,
  mongoOn,
  postgresOn,
  serverOn,
  workerOn,
} from '../../testing/program/data-folder.ts';
import { expectStops } from '../../testing/program/expect-stopped.ts';
import { MONGOD_ENV } from '../../testing/program/mongod-env.ts';
import { run, TIMEOUT } from '../../testing/program/program.ts';

const MEGABYTES = 400;
const SALES = 20;
/** More than there are lines about them in the log. */
const MANY_REFUSALS = 150;
const MOST_LINES = 60;

const eventually = <Answer>(what: string, ask: () => Answer | Promise<Answer>) =>
  until(what, ask, TIMEOUT);

/** The answer of /readyz. */
async function readiness(url: string): Promise<unknown> {
  const response = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(30_000) });
  return { status: response.status, ...((await response.json()) as object) };
}
const ready = (url: string) =>
  eventually(`${url} is ready`, async () => (await statusOf(url, '/readyz')) === 200);
const FULL = { status: 503, ready: false, reason: 'database out of disk space' };
const full = (url: string) =>
  eventually(`${url} says that the disk is full`, async () => {
    const found = await readiness(url);
    return JSON.stringify(found) === JSON.stringify(FULL);
  });

/** Waits until so many more payments are acknowledged. */
function untilSold(sale: Sale, count: number) {
  const before = sale.acknowledged().length;
  return eventually('payments', () => sale.acknowledged().length >= before + count);
}

/** Waits until so many more calls were refused by a server, and returns the refusals. */
async function untilRefused(sale: Sale, count: number) {
  sale.takeReplies();
  const refused: Awaited<ReturnType<typeof sale.takeReplies>> = [];
  await eventually('refusals', () => {
    refused.push(...sale.takeReplies().filter(({ status }) => status >= 500));
    return refused.length >= count;
  });
  return refused;
}

const linesOf = (output: string) => output.split('\n').filter((line) => line.startsWith('{'));

/** Calls that an operator makes. */
async function audit(server: string) {
  const { headers } = await signIn(callsTo(server), 'auditor', 'operator');
  return (await get(`${server}/trpc/admin.audit`, headers)).data;
}

test('a sale goes on after its disk was full: no call fails with 500, no acknowledged payment is lost, and readiness says what is wrong', {
  timeout: 2 * TIMEOUT,
}, async (context) => {
  const disk = smallDisk(context, MEGABYTES);
  const data = copyOfDataFolder(await demoFolderOfRun(), disk.data);
  const program = run(data, { SWEEP_SECONDS: '1' });
  const [url, worker] = [await program.url(), await program.workerUrl()];
  for (const each of [url, worker]) await ready(each);
  const processes = [serverOn(data), workerOn(data)];
  const database = databaseOf(data);
  const sale = await startSale({ server: url, database });
  await untilSold(sale, SALES);

  // No file can grow.
  disk.fill();
  for (const reply of await untilRefused(sale, MANY_REFUSALS)) {
    expect(reply).toMatchObject({
      status: 503,
      errorCode: 'SERVICE_UNAVAILABLE',
      details: { outcome: 'NOT_DONE', retryAfterSeconds: expect.any(Number) },
    });
  }
  for (const each of [url, worker]) {
    await full(each);
    expect(await statusOf(each, '/healthz')).toBe(200);
  }
  await program.waitForOutput(
    /^The disk of Postgres and the logs is full: \d\.\d of 419\.4 MB are free in \/\S+\. Make space on it\.$/m,
  );
  const lines = linesOf(program.output());
  expect(lines.slice(MOST_LINES)).toEqual([]);
  for (const line of lines) expect(line).not.toContain('"stack"');
  expect(program.output()).toContain('"cause":"the database has no disk space left"');

  // The log of transactions cannot grow either, which ends Postgres.
  await eventually('Postgres has ended', () =>
    query(database, 'select pg_switch_wal()').then(
      () => false,
      () => true,
    ),
  );
  await program.waitForOutput(
    /^Postgres waits, because the disk is full: \d\.\d of 419\.4 MB are free in \/\S+\. It starts when there is space\.$/m,
  );
  for (const { status, errorCode } of await untilRefused(sale, SALES)) {
    expect({ status, errorCode }).toEqual({ status: 503, errorCode: 'SERVICE_UNAVAILABLE' });
  }

  disk.makeRoom();
  await program.waitForOutput(/^Postgres runs again\.$/m);
  for (const each of [url, worker]) await ready(each);
  await program.waitForOutput(/^The disk of Postgres and the logs has space again: /m);
  await untilSold(sale, SALES);
  await sale.stop();
  const sold = sale.acknowledged();
  const found = await query<{ id: string }>(
    database,
    `select id from payment where id in (${sold.map((id) => `'${id}'`).join()})`,
  );
  expect(found).toHaveLength(sold.length);
  expect(await audit(url)).toMatchObject({ ok: true });
  // Only Postgres has ended.
  expect([serverOn(data), workerOn(data)]).toEqual(processes);
  await expectStops(program, 'SIGTERM');
});

/** Where there is no mongod, a MongoDB cannot be tried. */
const databases = [
  { name: 'Postgres', find: postgresOn, env: { FRONTROW_SERVICES: 'storefront' } },
  ...(mongodAbsence === null
    ? [
        {
          name: 'MongoDB',
          find: mongoOn,
          env: { ...MONGOD_ENV, FRONTROW_SERVICES: 'worker', MONGODB_URL: 'embedded' },
        },
      ]
    : []),
];

test.for(databases)(
  'a $name that is killed while its disk is full is tried until there is space again',
  { timeout: TIMEOUT },
  async ({ name, find, env }, context) => {
    const { data, fill, makeRoom } = smallDisk(context, MEGABYTES);
    const program = run(data, env);
    await program.waitForOutput(/Ctrl-C stops everything/);
    fill();
    process.kill(find(data)?.identity.pid ?? 0, 'SIGKILL');
    await program.waitForOutput(new RegExp(`^${name} waits, because the disk is full: `, 'm'));
    makeRoom();
    await program.waitForOutput(new RegExp(`^${name} runs again\\.$`, 'm'));
    await expectStops(program, 'SIGTERM');
  },
);

test('a first start on a full disk goes on when there is space', {
  timeout: TIMEOUT,
}, async (context) => {
  const { data, fill, makeRoom } = smallDisk(context, 120);
  fill();
  const program = run(data, { FRONTROW_SERVICES: 'storefront' });
  await program.waitForOutput(
    /^Postgres waits, because the disk is full: 0\.0 of 125\.8 MB are free/m,
  );
  makeRoom();
  await program.waitForOutput(/Ctrl-C stops everything/);
  await expectStops(program, 'SIGTERM');
});
