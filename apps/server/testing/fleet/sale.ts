import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import { violationsIn } from '../queue-model/rows/invariants.ts';
import { readRows } from '../queue-model/rows/queue-rows.ts';
import { overtakingJoins, wrongPositions } from './answer-checks.ts';
import type { AnswerLog } from './answer-log.ts';
import { endLast, injectFault, limitsFromNow } from './faults.ts';
import type { FleetFixture } from './fleet-fixture.ts';
import type { SalePlan } from './plan.ts';
import { type LimitsInForce, PauseProbe, spansWithoutAdmission, stallsIn } from './stalls.ts';
import { type Sale, Visitor } from './visitor.ts';

/** Far longer than any sale needs. */
const SALE_TIMEOUT_MILLISECONDS = 90_000;
const ADMIT_PER_MINUTE = 200;

/**
 * Runs one sale of a new concert with its visitors and faults, then checks invariants 4, 6 and 7, the
 * positions that visitors were told, and the audit.
 */
export async function runSale(fixture: FleetFixture, plan: SalePlan): Promise<void> {
  const { fleet, pool, operator } = fixture;
  const opensAt = new Date(Date.now() + (plan.opensAfter ?? -1_000));
  const { concertId, performanceId } = await createConcert(fixture, plan, opensAt);
  const { rows: seats } = await pool.query<{ id: string }>(
    'select id from seat where performance_id = $1 order by label',
    [performanceId],
  );
  const over = new AbortController();
  const log: AnswerLog = { positions: [], joins: [], leaves: [] };
  const seatIds = seats.map(({ id }) => id);
  const sale: Sale = { fleet, concertId, performanceId, seatIds, log, over: over.signal };
  const limitsInForce: LimitsInForce[] = [limitsFromNow(plan.maxActive, false)];
  const probe = new PauseProbe(pool);
  const visits = plan.visitors.map((script, index) => {
    const bearer = fixture.visitors[index] ?? {};
    return new Visitor(sale, script, { bearer, seatId: seatIds[index] ?? '' }).run();
  });
  const faults = (async () => {
    for (const fault of plan.faults) {
      await sleep(fault.after);
      await injectFault({ fixture, concertId, limitsInForce }, fault);
    }
  })();
  const everything = Promise.all([...visits, faults]);
  await Promise.race([
    everything,
    sleep(SALE_TIMEOUT_MILLISECONDS, undefined, { ref: false }),
  ]).catch(() => {});
  over.abort();
  await Promise.allSettled([...visits, faults]);
  await probe.stop();
  await everything;
  const rows = await readRows(pool, concertId);
  endLast(limitsInForce);
  const limits = { opensAt: opensAt.getTime(), admitPerMinute: ADMIT_PER_MINUTE };
  const spans = spansWithoutAdmission(rows, limitsInForce, limits);
  expect(stallsIn(spans, probe.pauses), 'stalls').toEqual([]);
  expect(violationsIn(rows), 'broken limits or order').toEqual([]);
  expect(overtakingJoins(rows, log), 'overtaking joins').toEqual([]);
  expect(wrongPositions(rows, log), 'wrong positions').toEqual([]);
  const audit = await fleet.callUntilAnswered(operator, (client, options) =>
    client.admin.audit.query({ concertId }, options),
  );
  expect(audit).toMatchObject({ ok: true });
}

async function createConcert({ fleet, operator }: FleetFixture, plan: SalePlan, opensAt: Date) {
  const { maxActive, activeSeconds } = plan;
  const limits = { maxActive, activeSeconds, admitPerMinute: ADMIT_PER_MINUTE };
  const queue = { ...limits, claimSeconds: 2, pollAfterSeconds: 1, opensAt };
  const { id: concertId } = await fleet.callUntilAnswered(operator, (client, options) =>
    client.admin.createConcert.mutate({ title: 'T', artist: 'A', venue: 'V', queue }, options),
  );
  const sections = [{ name: 'S', rows: 1, seatsPerRow: plan.visitors.length, price: 1_000 }];
  const startsAt = new Date(Date.now() + 86_400_000);
  const { performanceId } = await fleet.callUntilAnswered(operator, (client, options) =>
    client.admin.createPerformance.mutate({ concertId, startsAt, sections }, options),
  );
  return { concertId, performanceId };
}
