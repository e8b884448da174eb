import { describe, expect, test } from 'vitest';
import type { Board } from '../client/client.ts';
import { alarmsOf } from './alarms.ts';

const AT = new Date('2026-12-05T11:00:30Z');
const ago = (seconds: number) => new Date(AT.getTime() - seconds * 1_000);

const process = (kind: 'server' | 'worker'): Board['health']['processes'][number] => ({
  ...{ id: kind, kind, version: '1', startedAt: ago(900), seenAt: ago(2), ready: true },
  ...{ reason: null, cpu: 0.2, memory: 1, eventLoopDelay: 0, connections: 4 },
  ...{ waitingForConnection: 0, databaseSeconds: 0.002, calls: 900, faults: 0 },
});
const minute = (minutesAgo: number, admitted: number) => ({
  at: new Date(ago(30).getTime() - minutesAgo * 60_000),
  ...{ joined: 0, admitted, left: 0, expired: 0, held: 0, released: 0 },
  ...{ paid: 0, refunded: 0, revenue: 0 },
});
const calm: Board = {
  at: AT,
  queue: {
    ...{ prequeue: 0, waiting: 8_120, active: 400, completed: 9, expired: 1, left: 2 },
    ...{ admittedPerMinute: 900, estimatedWaitSeconds: 600, estimateError: 0.1 },
    settings: {
      ...{ concertId: 'c', maxActive: 500, admitPerMinute: 1_000, activeSeconds: 600 },
      ...{ claimSeconds: 60, pollAfterSeconds: 5, opensAt: null, paused: false },
      ...{ closed: false, message: null, drawSource: null },
    },
  },
  sales: {
    now: { available: 10, held: 2, sold: 3, blocked: 0, revenue: 300, currency: 'KRW' },
    byCategory: [],
    series: [minute(1, 880), minute(0, 400)],
  },
  health: {
    processes: [process('server'), process('worker')],
    jobs: [{ name: 'audit', periodSeconds: 300, ranAt: ago(60), outcome: 'ok', seconds: 1 }],
    audit: { changesAt: ago(60), wholeAt: ago(3_600), findings: 0 },
    database: { time: AT, seconds: 0.002, connections: 30, maxConnections: 100 },
  },
  actions: [],
  places: null,
};
const settings = (change: Partial<Board['queue']['settings']>) => ({
  ...calm.queue,
  settings: { ...calm.queue.settings, ...change },
});
const stalled = { ...calm.sales, series: [minute(1, 880), minute(0, 0)] };

test('a sale that goes well has no alarm', () => {
  expect(alarmsOf(calm)).toEqual([]);
});

describe('nobody is admitted though people wait', () => {
  const queue = { ...calm.queue, admittedPerMinute: 0 };
  test.each([
    ['UNKNOWN', queue],
    ['FULL', { ...queue, active: 500 }],
    ['PAUSED', { ...settings({ paused: true }), admittedPerMinute: 0 }],
    ['NO_LIMIT', { ...settings({ admitPerMinute: 0 }), admittedPerMinute: 0 }],
  ] as const)('because of %s', (cause, found) => {
    const board = { ...calm, queue: found, sales: stalled };
    expect(alarmsOf(board)).toMatchObject([
      { kind: 'NOBODY_ADMITTED', seconds: 30, waiting: 8_120, cause },
    ]);
  });

  test('says nothing while nobody waits', () => {
    expect(alarmsOf({ ...calm, queue: { ...queue, waiting: 0 }, sales: stalled })).toEqual([]);
  });
});

const health = (change: Partial<Board['health']>) => ({
  ...calm,
  health: { ...calm.health, ...change },
});
const server = (change: object) =>
  health({ processes: [{ ...process('server'), ...change }, process('worker')] });

test.each([
  ['AUDIT', health({ audit: { ...calm.health.audit, findings: 2 } })],
  ['AUDIT_LATE', health({ audit: { ...calm.health.audit, changesAt: ago(1_500) } })],
  ['FAULTS', server({ faults: 40 })],
  ['DATABASE_SLOW', server({ databaseSeconds: 0.8 })],
  ['CONNECTIONS', health({ database: { ...calm.health.database, connections: 95 } })],
  ['PROCESS_LOST', server({ seenAt: ago(34) })],
  ['NOT_READY', server({ ready: false, reason: 'database unreachable' })],
  ['LOOP_LATE', server({ eventLoopDelay: 0.4 })],
  ['NO_WORKER', health({ processes: [process('server')] })],
  [
    'JOB_FAILED',
    health({ jobs: calm.health.jobs.map((job) => ({ ...job, outcome: 'failed' as const })) }),
  ],
  [
    'SOLD_OUT',
    { ...calm, sales: { ...calm.sales, now: { ...calm.sales.now, available: 0, held: 0 } } },
  ],
] as const)('%s is an alarm of its own', (kind, board) => {
  expect(alarmsOf(board).map((alarm) => alarm.kind)).toEqual([kind]);
});

test('few faults among few calls are no alarm', () => {
  expect(alarmsOf(server({ calls: 10, faults: 2 }))).toEqual([]);
});
