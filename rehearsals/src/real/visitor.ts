import { setTimeout as sleep } from 'node:timers/promises';
import type { QueueTicket } from '@frontrow/contract/queue';
import { type Api, type Credentials, Refused } from '../api.ts';
import { bearerOf } from '../crowd.ts';
import { buySeat, type House } from '../house.ts';
import type { Figures, Guess } from './figures.ts';
import { arrivesAfter, between, planOf } from './line-up.ts';

export interface Sale {
  api: Api;
  house: House;
  figures: Figures;
  users: number;
  signal: AbortSignal;
}

/** What JSON makes of a ticket. */
type Told = Omit<QueueTicket, 'admittedAt'> & { admittedAt: string | null };

/** One user's whole sale. */
export async function visit(sale: Sale, n: number): Promise<void> {
  const { api, house, figures, users } = sale;
  const guest: Credentials = { bearer: bearerOf(n) };
  const plan = planOf(n);
  const due = await pause(sale, arrivesAfter(n, users));
  const { concertId } = house;
  const ticket = await api.mutate<Told>('queue.join', guest, [{ concertId }]);
  figures.joined(due);
  guest.token = ticket.token;
  // Whoever gives up does so after some polls.
  const patience = plan === 'vanish' || plan === 'quit' ? between(0, 6, n) : Infinity;
  if (!(await standInLine(sale, { n, guest, ticket, patience }))) {
    if (plan === 'quit') await leave(sale, guest);
    return;
  }
  if (plan === 'buy') return buy(sale, n, guest);
  if (plan === 'leave' || plan === 'quit') {
    await pause(sale, between(2_000, 10_000, n));
    await leave(sale, guest);
  }
}

interface Standing {
  n: number;
  guest: Credentials;
  ticket: Told;
  /** Polls after which the user has had enough. */
  patience: number;
}

/** Polls as often as it is told to; true once admitted, false for one who has had enough. */
async function standInLine(sale: Sale, { n, guest, ticket, patience }: Standing): Promise<boolean> {
  const { figures } = sale;
  const guesses: Guess[] = [];
  let last = ticket;
  for (let polls = 0; last.status !== 'ACTIVE'; polls++) {
    if (last.estimatedWaitSeconds === null) figures.untold++;
    else {
      figures.told++;
      guesses.push({ at: Date.now(), seconds: last.estimatedWaitSeconds });
    }
    if (polls >= patience) return false;
    const due = await pause(sale, last.pollAfterSeconds * 1000);
    const next = await look(sale, n, guest);
    figures.polled(due);
    if (!next) return false;
    const { position } = next;
    if (position !== null && last.position !== null && position > last.position) {
      figures.violations.push(`user ${n} went from ${last.position} back to ${position}`);
    }
    last = next;
    guest.token = last.token;
  }
  figures.admitted(Date.parse(last.admittedAt ?? ''), guesses);
  return true;
}

/** Null for one whose claim ran out before this look, which nobody who obeys may meet. */
async function look(sale: Sale, n: number, guest: Credentials): Promise<Told | null> {
  const { api, figures } = sale;
  try {
    return await api.query<Told>('queue.status', guest);
  } catch (error) {
    if (!(error instanceof Refused) || error.errorCode !== 'QUEUE_TOKEN_EXPIRED') throw error;
    figures.missedClaims++;
    figures.violations.push(`user ${n} polled as told and missed the claim`);
    return null;
  }
}

async function buy(sale: Sale, n: number, guest: Credentials): Promise<void> {
  const { api, house, figures } = sale;
  await pause(sale, between(3_000, 12_000, n));
  const think = () => pause(sale, between(2_000, 8_000, n + 1));
  if (await buySeat(api, { house, guest }, think)) return;
  figures.soldOut++;
  await leave(sale, guest);
}

const leave = ({ api }: Sale, guest: Credentials): Promise<unknown> =>
  api.mutate('queue.leave', guest, [{}]);

/** Lets time pass; when that was due to be over. */
async function pause({ signal }: Sale, milliseconds: number): Promise<number> {
  const due = performance.now() + milliseconds;
  await sleep(milliseconds);
  signal.throwIfAborted();
  return due;
}
