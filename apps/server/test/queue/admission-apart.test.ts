import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { createWorld } from '@frontrow/domain/testing/world';
import { until } from '@frontrow/embedded/testing/until';
import pg from 'pg';
import { Registry } from 'prom-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Admission } from '../../src/admission/admission.ts';
import { createAdmissionMetrics } from '../../src/admission/admission-metrics.ts';
import type { Client } from '../../testing/http/api.ts';
import { type Live, startLive } from '../../testing/http/live.ts';
import { type ServerProcess, startServerProcess } from '../../testing/http/server-process.ts';

const CHANGE_AND_WAIT = fileURLToPath(
  new URL('../../testing/admission/change-and-wait.ts', import.meta.url),
);
const MORTAL_THREAD = new URL('../../testing/admission/mortal-thread.ts', import.meta.url);

/** Changes the database and returns when the condition is met there. Until then nothing else runs in this thread. */
const blockUntil = (change: string, condition: string) =>
  execFileSync(process.execPath, [CHANGE_AND_WAIT, live.databaseUrl, change, condition]);

let live: Live;
let operator: Client;
beforeAll(async () => {
  live = await startLive();
  operator = live.client(await live.signIn('operator', 'operator'));
});
afterAll(() => live.close());

const createConcert = async (queue: { maxActive: number; opensAt?: Date }) => {
  const concert = { title: 'T', artist: 'A', venue: 'V', queue };
  return (await operator.admin.createConcert.mutate(concert)).id;
};
const join = async (concertId: string, names: string[]) => {
  for (const name of names) {
    await live.client(await live.signIn(name)).queue.join.mutate({ concertId });
  }
};

test('somebody is admitted while the thread that answers can do nothing', async () => {
  const concertId = await createConcert({ maxActive: 1 });
  await join(concertId, ['first', 'second']);
  blockUntil(
    `update queue set max_active = 2 where concert_id = '${concertId}'`,
    `select count(*) = 2 from queue_entry where concert_id = '${concertId}' and status = 'ACTIVE'`,
  );
});

test('a draw is made and its first are admitted while the thread that answers can do nothing', async () => {
  const opensAt = new Date(Date.now() + 3_600_000);
  const concertId = await createConcert({ maxActive: 2, opensAt });
  await join(concertId, ['one', 'two', 'three']);
  blockUntil(
    `update queue set opens_at = clock_timestamp() where concert_id = '${concertId}'`,
    `select count(*) = 2 and (select bool_and(number is not null) from queue_entry where concert_id = '${concertId}')
      from queue_entry where concert_id = '${concertId}' and status = 'ACTIVE'`,
  );
});

test('a concert that fails in the thread that admits has its line in the log and its metrics', async () => {
  const concertId = await createConcert({ maxActive: 1 });
  await join(concertId, ['in', 'waits']);
  const sql = new pg.Client(live.databaseUrl);
  await sql.connect();
  // No admission has a running number that large.
  await sql.query(
    'update queue set admitted = 9223372036854775807, max_active = 2 where concert_id = $1',
    [concertId],
  );
  const metrics = async () => (await fetch(`${live.server.url}/metrics`)).text();
  await until('it is counted', async () =>
    /frontrow_failing_concerts\{work="admit"\} 1/.test(await metrics()),
  );
  expect(await metrics()).toMatch(/frontrow_concert_failures_total\{work="admit"\} [1-9]/);
  expect(await metrics()).toMatch(/frontrow_admission_running 1/);
  const err = expect.objectContaining({ code: '22003' });
  expect(live.faults).toContainEqual({ err, concertId, work: 'admit' });
  await sql.query('update queue set admitted = 1 where concert_id = $1', [concertId]);
  await until('nothing fails', async () =>
    /frontrow_failing_concerts\{work="admit"\} 0/.test(await metrics()),
  );
  await sql.end();
});

test('a thread that ends is started again, which is in the log and the metrics; it follows the clock of the process', async () => {
  const world = await createWorld();
  const faults: [object, string][] = [];
  const log = { ...world.ctx.log, error: (...line: [object, string]) => void faults.push(line) };
  const admission = new Admission({ ...world.ctx, log }, world.url, MORTAL_THREAD);
  const registry = new Registry();
  createAdmissionMetrics(registry).follow(admission);
  await admission.started;
  const concertId = await world.concert({ queue: { maxActive: 1 } });
  /** How many have been admitted at the time of the clock that only the test moves. */
  const admittedNow = async () => {
    const { rows } = await world.pool.query(
      'select count(*)::int as n from admission where concert_id = $1 and admitted_at = $2',
      [concertId, world.now],
    );
    return rows[0].n;
  };
  for (const name of ['a', 'b', 'c']) {
    await world.services.queue.join(await world.caller(name), { concertId });
  }
  const orders = new BroadcastChannel('frontrow-end-of-admission');
  for (const ended of [1, 2]) {
    orders.postMessage('end');
    await until('it has ended', () => admission.ended === ended);
    expect(admission.isRunning).toBe(false);
    expect(await registry.metrics()).toMatch(/frontrow_admission_running 0/);
    await until('it runs', () => admission.isRunning);
    world.advanceClock(1);
    await world.pool.query('update queue set max_active = $2 where concert_id = $1', [
      concertId,
      ended + 1,
    ]);
    await until('somebody is admitted', async () => (await admittedNow()) === 1);
  }
  expect(faults).toEqual(
    [0.25, 0.5].map((seconds) => [
      { err: expect.objectContaining({ message: 'ended by the test' }), seconds },
      'the thread that admits has ended; starting it',
    ]),
  );
  expect(await registry.metrics()).toMatch(/frontrow_admission_ends_total 2/);
  orders.close();
  await admission.stop();
  await world.close();
});

test('a server that drains stops admitting at once if another one admits, and goes on if none does', async () => {
  const world = await createWorld();
  const count = async (text: string) => (await world.ownerPool.query(text)).rowCount;
  const admitting = () =>
    count(
      `select distinct application_name from pg_stat_activity
       where datname = current_database() and application_name like 'frontrow-admission-%'`,
    );
  const concertId = await world.concert({ queue: { maxActive: 1 } });
  const { services } = world.realTimeServer();
  for (const name of ['first', 'second']) {
    await services.queue.join(await world.caller(name), { concertId });
  }
  const env = { DRAIN_SECONDS: '600' };
  const start = () => startServerProcess({ databaseUrl: world.url, env });
  const [first, last] = await Promise.all([start(), start()]);
  const statusOf = async (url: string) => (await fetch(url)).status;
  const drain = async ({ child, url }: ServerProcess) => {
    child.kill('SIGTERM');
    await until('it drains', async () => (await statusOf(`${url}/readyz`)) === 503);
  };
  await until('both admit', async () => (await admitting()) === 2);
  await drain(first);
  await until('one admits', async () => (await admitting()) === 1);
  expect(await statusOf(`${first.url}/healthz`)).toBe(200);
  await first.kill();

  await drain(last);
  await world.ownerPool.query('update queue set max_active = 2 where concert_id = $1', [concertId]);
  await until('the second is admitted', async () => {
    const active = `select from queue_entry where concert_id = '${concertId}' and status = 'ACTIVE'`;
    return (await count(active)) === 2;
  });
  expect(await statusOf(`${last.url}/healthz`)).toBe(200);
  await last.kill();
  await world.close();
});
