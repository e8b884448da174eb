import { setTimeout as sleep } from 'node:timers/promises';
import { BENCH_SECRETS } from '../environment.ts';
import { bearerOf, queryOf } from '../http-load.ts';
import type { RawAnswer, RawClient, RawRequest } from './raw-client.ts';
import type { Kind, Tally } from './tally.ts';

/** A client gives a call up after so long, and a journey altogether. */
const CALL_MILLISECONDS = 5_000;
const JOURNEY_MILLISECONDS = 15_000;
/** Polls of others, who wait, and reads of everybody, for each journey. */
const POLLS = 12;
const READS = 3;

export interface Sale {
  concertId: string;
  performanceId: string;
  /** The headers of users who wait in another queue. */
  waiting: Record<string, string>[];
  /** Users who have not come yet. */
  nextUser(): { userId: string; place: number } | null;
}

/** What people do at a sale: some buy, more wait, and all look. */
export class Crowd {
  readonly #client: RawClient;
  readonly #sale: Sale;
  /** Nobody repeats anything any more. */
  hasLeft = false;
  #polls = 0;

  constructor(client: RawClient, sale: Sale) {
    this.#client = client;
    this.#sale = sale;
  }

  /** One journey and what others do meanwhile, each call as its caller comes to it. */
  async unit(tally: Tally): Promise<void> {
    await Promise.all([
      this.journey(tally),
      ...Array.from({ length: POLLS }, () => this.poll(tally)),
      ...Array.from({ length: READS }, () => this.read(tally)),
    ]);
  }

  async poll(tally: Tally): Promise<boolean> {
    const { waiting } = this.#sale;
    const headers = waiting[this.#polls++ % waiting.length] ?? {};
    const request = { method: 'GET' as const, path: '/trpc/queue.status', headers };
    return (await this.#once(tally, 'poll', request))?.status === 200;
  }

  async read(tally: Tally): Promise<void> {
    const path = queryOf('concert.get', { concertId: this.#sale.concertId });
    await this.#once(tally, 'read', { method: 'GET', path, headers: {} });
  }

  /** Joins, asks for the ticket, holds a seat and pays for it. A refused step is repeated as the server asks. */
  async journey(tally: Tally): Promise<void> {
    const user = this.#sale.nextUser();
    if (!user) throw new Error('there are no users left');
    const { concertId, performanceId } = this.#sale;
    const until = performance.now() + JOURNEY_MILLISECONDS;
    const authorization = `Bearer ${bearerOf(user.userId, BENCH_SECRETS.auth)}`;
    const post = (
      procedure: string,
      input: object,
      headers: Record<string, string>,
    ): RawRequest => ({
      ...{ method: 'POST', path: `/trpc/${procedure}`, headers },
      body: JSON.stringify({ json: input }),
    });
    const joined = await this.#persist(tally, ['join', until], () =>
      post('queue.join', { concertId }, { authorization }),
    );
    const token = /"token":"([^"]+)"/.exec(joined?.body ?? '')?.[1];
    if (token === undefined) return;
    const headers = { authorization, 'x-queue-token': token };
    const asked = await this.#persist(tally, ['poll', until], () => ({
      ...{ method: 'GET', path: '/trpc/queue.status', headers },
    }));
    if (!asked) return;
    const hold = { performanceId, places: [user.place], idempotencyKey: `hold-${user.userId}` };
    const held = await this.#persist(tally, ['hold', until], () =>
      post('reservation.hold', hold, headers),
    );
    const reservationId = /"json":\{"id":"([^"]+)"/.exec(held?.body ?? '')?.[1];
    if (reservationId === undefined) return;
    const pay = { reservationId, topUp: true, idempotencyKey: `pay-${user.userId}` };
    const paid = await this.#persist(tally, ['pay', until], () =>
      post('payment.pay', pay, headers),
    );
    if (paid) tally.finish();
  }

  /** Repeats what was refused or lost until the journey is given up. */
  async #persist(
    tally: Tally,
    [kind, until]: [Kind, number],
    request: () => RawRequest,
  ): Promise<RawAnswer | null> {
    while (!this.hasLeft && performance.now() < until) {
      const answer = await this.#once(tally, kind, request());
      if (answer?.status === 200) return answer;
      if (answer && answer.status !== 503) return null;
      const seconds = Number(/"retryAfterSeconds":(\d+)/.exec(answer?.body ?? '')?.[1] ?? 1);
      await sleep(seconds * 1000 * (1 + Math.random() / 2));
    }
    return null;
  }

  async #once(tally: Tally, kind: Kind, request: RawRequest): Promise<RawAnswer | null> {
    const start = performance.now();
    const answer = await this.#client.send(request, CALL_MILLISECONDS);
    tally.note(kind, answer?.status ?? null, performance.now() - start);
    return answer;
  }
}
