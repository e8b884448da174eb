import type { PaceClock } from '@frontrow/domain/kernel/database/pace';
import { SHORTEST_PAUSE } from '@frontrow/domain/kernel/database/pace';
import { fillQueue, fillUnchecked } from '@frontrow/domain/testing/long-queues/fill';
import { createWorld } from '@frontrow/domain/testing/world';
import { parseSettings } from '@frontrow/settings/settings';
import type { Pool } from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { createJobs } from '../src/jobs/jobs.ts';

/** What a transaction takes on the clock of the pauses, whatever it takes in truth. */
const TRANSACTION = 100;

/** A world whose transactions take a time that is counted, and the pauses that a job makes between them. */
async function countedWorld() {
  const world = await createWorld();
  onTestFinished(() => world.close());
  const counted = { time: 0, transactions: 0, slept: 0 };
  const clock: PaceClock = {
    now: () => counted.time,
    async sleep(milliseconds) {
      counted.time += milliseconds;
      counted.slept += milliseconds;
    },
  };
  const { pool } = world;
  const connect = () => {
    counted.time += TRANSACTION;
    counted.transactions += 1;
    return pool.connect();
  };
  const countedPool: Pool = Object.create(pool, { connect: { value: connect } });
  return { world, clock, counted, ctx: { ...world.ctx, pool: countedPool } };
}

const settings = parseSettings({
  DATABASE_URL: 'postgres://unused',
  TOKEN_RETENTION_SECONDS: '60',
});
const ignored = { onBatch: () => {}, onViolation: () => {}, onLook: () => {} };
const never = () => new AbortController().signal;

test('the purge of queue entries takes a tenth of the time: it pauses nine times as long as its transactions take', async () => {
  const { world, clock, counted, ctx } = await countedWorld();
  const concertId = await world.concert({});
  await fillUnchecked(world.ownerUrl, (pool) =>
    fillQueue(pool, { concertId, waiting: 0, ended: 10_000 }),
  );
  const purge = createJobs(settings, clock).find(({ name }) => name === 'purge-queue-tokens');
  let rows = 0;
  const onBatch = (count: number) => {
    // No transaction holds the queue lock for more rows than this.
    expect(count).toBeLessThanOrEqual(500);
    rows += count;
  };
  await purge?.run(ctx, { ...ignored, stopping: never(), deadline: never(), onBatch });
  expect(rows).toBe(10_000);
  expect(counted.transactions).toBeGreaterThan(20);
  const before = (counted.transactions - 1) * TRANSACTION;
  expect(counted.slept).toBeGreaterThanOrEqual(9 * before - SHORTEST_PAUSE);
  expect(counted.slept).toBeLessThanOrEqual(9 * before);
});

test('the audit takes a tenth of the time', async () => {
  const { world, clock, counted, ctx } = await countedWorld();
  await world.concertWithSeats();
  const audit = createJobs(settings, clock).find(({ name }) => name === 'audit');
  const reports: object[] = [];
  await audit?.run(ctx, {
    ...{ ...ignored, stopping: never(), deadline: never() },
    onLook: (report) => void reports.push(report),
  });
  expect(reports).toMatchObject([
    { look: 'changes', rows: 0, finishedAt: null },
    { look: 'whole', rows: expect.any(Number), finishedAt: world.now },
  ]);
  expect(counted.transactions).toBeGreaterThan(20);
  const before = (counted.transactions - 1) * TRANSACTION;
  expect(counted.slept).toBeGreaterThanOrEqual(9 * before - SHORTEST_PAUSE);
});
