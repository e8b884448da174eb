import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { query } from '@frontrow/embedded/testing/postgres/query';
import { onTestFinished } from 'vitest';
import { callsTo, type Headers, type Reply } from '../logs/calls.ts';

/** The largest concert of the demo. */
const CONCERT_ID = '01920000-0000-7000-8000-000000000101';
const BUYERS = 4;
const PAUSE_MILLISECONDS = 20;

export interface Sale {
  /** The ids of the payments that were answered with success so far. */
  acknowledged(): string[];
  /** The answers since the last call of this function. */
  takeReplies(): Reply[];
  /** Waits for the running calls. */
  stop(): Promise<void>;
}

/** Each of several buyers signs in with a new name, joins, holds a seat, pays, and begins anew. */
export async function startSale({
  server,
  database,
}: {
  server: string;
  database: string;
}): Promise<Sale> {
  const call = callsTo(server);
  const seats = await query<{ id: string; performance_id: string }>(
    database,
    `select s.id, s.performance_id from seat s join performance p on p.id = s.performance_id
     where p.concert_id = '${CONCERT_ID}' order by s.id`,
  );
  const payments: string[] = [];
  const replies: Reply[] = [];
  let stopped = false;

  /** Calls until it succeeds; null when the sale was stopped before. */
  const succeed = async (path: string, input: object, headers: Headers = {}) => {
    while (!stopped) {
      const reply = await call(path, input, headers);
      replies.push(reply);
      if (reply.status === 200) return reply.data;
      await sleep(PAUSE_MILLISECONDS);
    }
    return null;
  };
  const buy = async () => {
    const user = await succeed('session.devSignIn', { name: `buyer-${randomUUID()}` });
    const bearer = { authorization: `Bearer ${user?.accessToken}` };
    const ticket = user && (await succeed('queue.join', { concertId: CONCERT_ID }, bearer));
    const headers = { ...bearer, 'x-queue-token': String(ticket?.token) };
    const seat = seats.pop();
    if (!ticket || !seat) return;
    const wanted = { performanceId: seat.performance_id, seatIds: [seat.id] };
    const idempotencyKey = randomUUID();
    const hold = await succeed('reservation.hold', { ...wanted, idempotencyKey }, headers);
    if (!hold) return;
    const pay = { reservationId: hold.id, topUp: true, idempotencyKey };
    const payment = await succeed('payment.pay', pay, headers);
    if (payment) payments.push(String(payment.id));
  };
  const buyAgainAndAgain = async () => {
    while (!stopped) await buy();
  };
  const buyers = Promise.all(Array.from({ length: BUYERS }, buyAgainAndAgain));
  // It is awaited by `stop`.
  buyers.catch(() => {});
  const stop = async () => {
    stopped = true;
    await buyers;
  };
  onTestFinished(() => stop().catch(() => {}));
  return {
    acknowledged: () => [...payments],
    takeReplies: () => replies.splice(0),
    stop,
  };
}
