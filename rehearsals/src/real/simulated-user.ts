import { setTimeout as sleep } from 'node:timers/promises';
import type { TicketView } from '@frontrow/contract/queue';
import { type ApiClient, type Credentials, RefusedError } from '../api-client.ts';
import { buySeat, type ConcertFixture } from '../concert-fixture.ts';
import { createBearer } from '../users.ts';
import { arrivalDelay, between, scenarioOf } from './load-plan.ts';
import type { SaleMetrics, WaitEstimate } from './metrics.ts';

export interface Sale {
  api: ApiClient;
  fixture: ConcertFixture;
  metrics: SaleMetrics;
  users: number;
  signal: AbortSignal;
}

/** What JSON makes of a ticket. */
type QueueTicketJson = Omit<TicketView, 'admittedAt'> & { admittedAt: string | null };

/** One user's whole sale. */
export async function runUser(sale: Sale, n: number): Promise<void> {
  const { api, fixture, metrics, users } = sale;
  const user: Credentials = { bearer: createBearer(n) };
  const plan = scenarioOf(n);
  const due = await pause(sale, arrivalDelay(n, users));
  const { concertId } = fixture;
  const ticket = await api.mutate<QueueTicketJson>('queue.join', user, [{ concertId }]);
  metrics.joined(due);
  user.token = ticket.token;
  // Whoever gives up does so after some polls.
  const patience = plan === 'vanish' || plan === 'quit' ? between(0, 6, n) : Infinity;
  if (!(await waitForAdmission(sale, { n, user, ticket, patience }))) {
    if (plan === 'quit') await leave(sale, user);
    return;
  }
  if (plan === 'buy') return buy(sale, n, user);
  if (plan === 'leave' || plan === 'quit') {
    await pause(sale, between(2_000, 10_000, n));
    await leave(sale, user);
  }
}

interface WaitingUser {
  n: number;
  user: Credentials;
  ticket: QueueTicketJson;
  /** Polls after which the user has had enough. */
  patience: number;
}

/** Polls as often as it is told to; true once admitted, false for one who has had enough. */
async function waitForAdmission(
  sale: Sale,
  { n, user, ticket, patience }: WaitingUser,
): Promise<boolean> {
  const { metrics } = sale;
  const estimates: WaitEstimate[] = [];
  let last = ticket;
  for (let polls = 0; last.status !== 'ACTIVE'; polls++) {
    if (last.estimatedWaitSeconds === null) metrics.untold++;
    else {
      metrics.told++;
      estimates.push({ at: Date.now(), seconds: last.estimatedWaitSeconds });
    }
    if (polls >= patience) return false;
    const due = await pause(sale, last.pollAfterSeconds * 1000);
    const next = await poll(sale, n, user);
    metrics.polled(due);
    if (!next) return false;
    const { position } = next;
    if (position !== null && last.position !== null && position > last.position) {
      metrics.violations.push(`user ${n} went from ${last.position} back to ${position}`);
    }
    last = next;
    user.token = last.token;
  }
  metrics.admitted(Date.parse(last.admittedAt ?? ''), estimates);
  return true;
}

/** Null for one whose claim ran out before this look, which nobody who obeys may meet. */
async function poll(sale: Sale, n: number, user: Credentials): Promise<QueueTicketJson | null> {
  const { api, metrics } = sale;
  try {
    return await api.query<QueueTicketJson>('queue.status', user);
  } catch (error) {
    if (!(error instanceof RefusedError) || error.errorCode !== 'QUEUE_TOKEN_EXPIRED') throw error;
    metrics.missedClaims++;
    metrics.violations.push(`user ${n} polled as told and missed the claim`);
    return null;
  }
}

async function buy(sale: Sale, n: number, user: Credentials): Promise<void> {
  const { api, fixture, metrics } = sale;
  await pause(sale, between(3_000, 12_000, n));
  const think = () => pause(sale, between(2_000, 8_000, n + 1));
  if (await buySeat(api, { fixture, user }, think)) return;
  metrics.soldOut++;
  await leave(sale, user);
}

const leave = ({ api }: Sale, user: Credentials): Promise<unknown> =>
  api.mutate('queue.leave', user, [{}]);

/** Lets time pass; when that was due to be over. */
async function pause({ signal }: Sale, milliseconds: number): Promise<number> {
  const due = performance.now() + milliseconds;
  await sleep(milliseconds);
  signal.throwIfAborted();
  return due;
}
