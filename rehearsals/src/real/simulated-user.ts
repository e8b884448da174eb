import { setTimeout as sleep } from 'node:timers/promises';
import type { QueueTicket } from '@frontrow/contract/queue';
import { type ApiClient, type Credentials, RefusedError } from '../api-client.ts';
import { buySeat } from '../buy-seat.ts';
import type { ConcertFixture } from '../concert-fixture.ts';
import { createBearer } from '../users.ts';
import { arrivalDelay, between, scenarioOf } from './load-plan.ts';
import type { SaleMetrics, WaitEstimate } from './metrics.ts';

export interface Sale {
  api: ApiClient;
  concert: ConcertFixture;
  metrics: SaleMetrics;
  users: number;
  signal: AbortSignal;
}

/** A ticket of the queue as JSON carries it: a date is a string. */
type QueueTicketJson = Omit<QueueTicket, 'admittedAt'> & { admittedAt: string | null };

/** Runs the scenario of user n, from the arrival to the last call. */
export async function runUser(sale: Sale, n: number): Promise<void> {
  const { api, concert, metrics, users } = sale;
  const user: Credentials = { bearer: createBearer(n) };
  const scenario = scenarioOf(n);
  const dueAt = await pause(sale, arrivalDelay(n, users));
  const { concertId } = concert;
  const ticket = await api.mutate<QueueTicketJson>('queue.join', user, [{ concertId }]);
  metrics.recordJoin(dueAt);
  user.token = ticket.token;
  const givesUp = scenario === 'abandon' || scenario === 'leaveQueue';
  const maxPolls = givesUp ? between(0, 6, n) : Number.POSITIVE_INFINITY;
  if (!(await waitForAdmission(sale, { n, user, ticket, maxPolls }))) {
    if (scenario === 'leaveQueue') await leave(sale, user);
    return;
  }
  if (scenario === 'buy') return buy(sale, n, user);
  // The user wanted to leave the queue but was admitted before.
  if (scenario === 'leavePass' || scenario === 'leaveQueue') {
    await pause(sale, between(2_000, 10_000, n));
    await leave(sale, user);
  }
}

interface WaitingUser {
  n: number;
  user: Credentials;
  ticket: QueueTicketJson;
  /** The user gives up after so many polls. */
  maxPolls: number;
}

/**
 * Polls at the pace that the tickets ask for, and checks that the position never increases. Returns
 * true once admitted, false if the user gives up or its claim has expired.
 */
async function waitForAdmission(
  sale: Sale,
  { n, user, ticket, maxPolls }: WaitingUser,
): Promise<boolean> {
  const { metrics } = sale;
  const estimates: WaitEstimate[] = [];
  let last = ticket;
  for (let polls = 0; last.status !== 'ACTIVE'; polls++) {
    if (last.estimatedWaitSeconds === null) metrics.ticketsWithoutEstimate++;
    else {
      metrics.ticketsWithEstimate++;
      estimates.push({ at: Date.now(), seconds: last.estimatedWaitSeconds });
    }
    if (polls >= maxPolls) return false;
    const dueAt = await pause(sale, last.pollAfterSeconds * 1000);
    const next = await poll(sale, n, user);
    metrics.recordPoll(dueAt);
    if (!next) return false;
    const { position } = next;
    if (position !== null && last.position !== null && position > last.position) {
      metrics.violations.push(
        `user ${n}: the position increased from ${last.position} to ${position}`,
      );
    }
    last = next;
    user.token = last.token;
  }
  metrics.recordAdmission(Date.parse(last.admittedAt ?? ''), estimates);
  return true;
}

/** Returns null, and records a violation, if the claim expired although the user polled in time. */
async function poll(sale: Sale, n: number, user: Credentials): Promise<QueueTicketJson | null> {
  const { api, metrics } = sale;
  try {
    return await api.query<QueueTicketJson>('queue.status', user);
  } catch (error) {
    if (!(error instanceof RefusedError) || error.errorCode !== 'QUEUE_TOKEN_EXPIRED') throw error;
    metrics.missedClaims++;
    metrics.violations.push(`user ${n}: the claim expired although the user polled in time`);
    return null;
  }
}

async function buy(sale: Sale, n: number, user: Credentials): Promise<void> {
  const { api, concert, metrics } = sale;
  await pause(sale, between(3_000, 12_000, n));
  const think = () => pause(sale, between(2_000, 8_000, n + 1));
  if (await buySeat(api, { concert, user }, think)) return;
  metrics.usersWithoutSeat++;
  await leave(sale, user);
}

/** Leaves the queue, or the pass once admitted. */
const leave = ({ api }: Sale, user: Credentials): Promise<unknown> =>
  api.mutate('queue.leave', user, [{}]);

/**
 * Waits, then returns when the wait was due to end (`performance.now()`). A latency counted from then
 * includes the delay of a busy client.
 */
async function pause({ signal }: Sale, milliseconds: number): Promise<number> {
  const dueAt = performance.now() + milliseconds;
  await sleep(milliseconds);
  signal.throwIfAborted();
  return dueAt;
}
