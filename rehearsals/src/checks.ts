import type { AuditView } from '@frontrow/contract/operations';
import type pg from 'pg';
import type { ApiClient } from './api-client.ts';
import { createOperatorBearer } from './users.ts';

/** How many queue entries of a concert ended in which way, and what was sold. */
export interface SaleOutcome {
  entries: number;
  admissions: number;
  waiting: number;
  active: number;
  completed: number;
  expired: number;
  leftQueue: number;
  leftPass: number;
  seatsSold: number;
  payments: number;
}

/** $1 concert, $2 now. */
const OUTCOME = `
  select count(*)::int as entries,
    (select count(*)::int from admission where concert_id = $1) as admissions,
    count(*) filter (where status in ('WAITING', 'PREQUEUE'))::int as waiting,
    count(*) filter (where status = 'ACTIVE' and expires_at > $2)::int as active,
    count(*) filter (where status = 'COMPLETED')::int as completed,
    count(*) filter (where status = 'EXPIRED' or (status = 'ACTIVE' and expires_at <= $2))::int as expired,
    count(*) filter (where status = 'LEFT' and admitted_at is null)::int as "leftQueue",
    count(*) filter (where status = 'LEFT' and admitted_at is not null)::int as "leftPass",
    (select count(*)::int from seat s join performance p on p.id = s.performance_id
      where p.concert_id = $1 and s.sold) as "seatsSold",
    (select count(*)::int from payment where concert_id = $1 and status = 'PAID') as payments
  from queue_entry where concert_id = $1`;

/** By what each counts; every count must be zero. $1 concert. */
const VIOLATION_COUNTS = {
  'admissions with an earlier time than the queue number before': `
    select count(*)::int as n from (
      select admitted_at, lag(admitted_at) over (order by number) as earlier
      from admission where concert_id = $1) a
    where earlier > admitted_at`,
  'admissions recorded earlier than the queue number before': `
    select count(*)::int as n from (
      select id, lag(id) over (order by number) as earlier from admission where concert_id = $1) a
    where earlier > id`,
  'queue entries not admitted exactly once (never, if they left the queue), and admissions without an entry': `
    select count(*)::int as n from queue_entry k full join
      (select queue_entry_id, count(*) as times from admission where concert_id = $1 group by queue_entry_id) a
      on a.queue_entry_id = k.id
    where (k.concert_id = $1 or k.id is null)
      and coalesce(a.times, 0) <> case when k.status = 'LEFT' and k.admitted_at is null then 0 else 1 end`,
  'seats sold more than once': `
    select count(*)::int as n from (
      select x.seat_id from reservation_seat x join reservation r on r.id = x.reservation_id
      where r.concert_id = $1 and r.status = 'PAID' group by x.seat_id having count(*) > 1) s`,
  'seats with more than one valid ticket': `
    select count(*)::int as n from (
      select t.seat_id from ticket t join performance p on p.id = t.performance_id
      where p.concert_id = $1 and t.status = 'VALID' group by t.seat_id having count(*) > 1) s`,
};

export interface CheckResult {
  outcome: SaleOutcome;
  /** One sentence per failed check; empty if all passed. */
  violations: string[];
}

/**
 * Checks the database after a sale: every user has one queue entry, nobody waits, admissions follow
 * the queue numbers, no seat is sold twice, and the product's own audit passes.
 */
export async function checkSale(
  { api, sql }: { api: ApiClient; sql: pg.Client },
  { concertId, users, now }: { concertId: string; users: number; now: Date },
): Promise<CheckResult> {
  const violations: string[] = [];
  const { rows } = await sql.query<SaleOutcome>(OUTCOME, [concertId, now]);
  const [outcome] = rows;
  if (!outcome) throw new Error('the query of the outcome returned no row');
  const { entries, admissions, waiting, leftQueue, completed, payments, seatsSold } = outcome;
  if (entries !== users) violations.push(`${users} users have ${entries} queue entries`);
  if (waiting > 0) violations.push(`${waiting} queue entries still wait`);
  if (admissions !== entries - leftQueue) {
    violations.push(
      `${admissions} admissions for ${entries} queue entries, of which ${leftQueue} left the queue`,
    );
  }
  if (payments !== completed || payments !== seatsSold) {
    violations.push(`${payments} payments, ${completed} completed passes, ${seatsSold} seats sold`);
  }
  for (const [name, text] of Object.entries(VIOLATION_COUNTS)) {
    const found = (await sql.query<{ n: number }>(text, [concertId])).rows[0]?.n ?? 0;
    if (found > 0) violations.push(`${found} ${name}`);
  }
  violations.push(...(await runAudit(api)));
  return { outcome, violations };
}

async function runAudit(api: ApiClient): Promise<string[]> {
  try {
    const operator = { bearer: createOperatorBearer() };
    const { checks } = await api.query<AuditView>('admin.audit', operator, {});
    return checks
      .filter(({ ok }) => !ok)
      .map(({ name, violations }) => `audit: ${name}: ${JSON.stringify(violations.slice(0, 3))}`);
  } catch (error) {
    return [`the audit failed: ${(error as Error).message}`];
  }
}
