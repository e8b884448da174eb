import { healthView } from '@frontrow/contract/operators/health';
import { startStateReports } from '@frontrow/process/state/state-reports';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Api, refusalOf, startApi, type Visitor } from '../../testing/http/api.ts';

let api: Api;
let operator: Visitor;
beforeAll(async () => {
  api = await startApi();
  operator = await api.visitor('operator', 'operator');
});
afterAll(() => api.close());

const health = () => operator.client.admin.health.query();

describe('admin.health', () => {
  test('lists each process that writes, until it stops', async () => {
    expect((await health()).processes).toEqual([]);
    const [server, worker] = [
      startStateReports(api.world.ctx, {
        kind: 'server',
        notReady: async () => null,
        calls: () => ({ calls: 40, faults: 2 }),
      }),
      startStateReports(api.world.ctx, {
        kind: 'worker',
        notReady: async () => 'job store unreachable',
        jobs: () => [
          { name: 'audit', periodSeconds: 300, secondsAgo: 60, outcome: 'failed', seconds: 0.5 },
          { name: 'sweep', periodSeconds: 5, secondsAgo: null, outcome: null, seconds: null },
        ],
      }),
    ];
    await expect.poll(async () => (await health()).processes.length).toBe(2);
    const { processes, jobs, database, audit } = healthView.parse(await health());
    expect(processes).toMatchObject([
      { kind: 'server', ready: true, reason: null, calls: 40, faults: 2, databaseSeconds: null },
      { kind: 'worker', ready: false, reason: 'job store unreachable', calls: 0, faults: 0 },
    ]);
    for (const { memory, cpu, startedAt, seenAt } of processes) {
      expect(memory).toBeGreaterThan(10_000_000);
      expect(cpu).toBeGreaterThanOrEqual(0);
      expect(startedAt.getTime()).toBeLessThan(seenAt.getTime());
    }
    const ranAt = new Date((processes[1]?.seenAt.getTime() ?? 0) - 60_000);
    expect(jobs).toEqual([
      { name: 'audit', periodSeconds: 300, ranAt, outcome: 'failed', seconds: 0.5 },
      { name: 'sweep', periodSeconds: 5, ranAt: null, outcome: null, seconds: null },
    ]);
    expect(audit).toEqual({ changesAt: null, wholeAt: null, findings: 0 });
    expect(database.connections).toBeGreaterThan(0);
    expect(database.maxConnections).toBeGreaterThan(database.connections);
    await Promise.all([server.stop(), worker.stop()]);
    expect((await health()).processes).toEqual([]);
  });

  test('goes on to list a process that ended without a stop for 10 minutes', async () => {
    await api.world.ctx.sql.rows(
      {
        name: 'test-dead-process',
        text: `insert into process_state (id, kind, version, started_at, seen_at, report)
          values (gen_random_uuid(), 'server', '0', $1, $1, '{"ready": true, "reason": null, "cpu": 0, "memory": 1,
            "eventLoopDelay": 0, "connections": 1, "waitingForConnection": 0, "databaseSeconds": null, "calls": 0,
            "faults": 0, "jobs": []}')`,
      },
      [api.world.now],
    );
    expect((await health()).processes).toHaveLength(1);
    api.world.advanceClock(601);
    expect((await health()).processes).toEqual([]);
  });

  test('is for operators alone', async () => {
    const visitor = await api.visitor('curious');
    expect(await refusalOf(visitor.client.admin.health.query())).toMatchObject({
      errorCode: 'FORBIDDEN',
    });
  });
});
