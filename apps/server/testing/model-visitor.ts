import { setTimeout as sleep } from 'node:timers/promises';
import type { QueueTicket } from '@frontrow/contract/queue';
import { keyRing } from '@frontrow/domain/kernel/key-ring';
import { openQueueToken } from '@frontrow/domain/queue/queue-token';
import type { Client } from './api.ts';
import { type CallOptions, type Fleet, type Headers, isRefusal, LOST } from './model-fleet.ts';
import type { Script } from './model-plan.ts';
import type { Refused } from './model-servers.ts';
import { Told } from './model-told.ts';

/** As the server processes of the tests have it. */
const keys = keyRing('queue-token', [{ kid: 'test', secret: 'a-queue-secret-of-the-tests' }]);

/** What visitors saw, to be held against the rows afterwards. Times are milliseconds since 1970. */
export interface Diary {
  heard: { tokenId: string; askedAt: number; answeredAt: number; position: number }[];
  /** When the first try of each new place began, and when it was answered. */
  joined: { tokenId: string; askedAt: number; answeredAt: number }[];
  left: { tokenId: string; answeredAt: number }[];
  lost: number;
}

export interface Show {
  fleet: Fleet;
  concertId: string;
  performanceId: string;
  seatIds: string[];
  diary: Diary;
  /** Set once the run is over, however it ended. */
  over: AbortSignal;
}

/** One user with a browser, who does one thing after the other, on any server. */
export class Visitor {
  readonly #show: Show;
  readonly #script: Script;
  readonly #bearer: Headers;
  readonly #seatId: string;
  #told: Told | null = null;
  #calls = 0;
  /** When and how the last call was made. */
  #askedAt = 0;
  #how = '';

  constructor(show: Show, script: Script, who: { bearer: Headers; seatId: string }) {
    this.#show = show;
    this.#script = script;
    this.#bearer = who.bearer;
    this.#seatId = who.seatId;
  }

  /** From arrival until served, or gone. */
  async live(): Promise<void> {
    const { arrivesAfter, pollsEvery, rejoins, givesUp } = this.#script;
    await sleep(arrivesAfter);
    let ticket = await this.#join();
    for (let polls = 1; ticket.status !== 'ACTIVE'; polls++) {
      this.#show.over.throwIfAborted();
      if (givesUp && polls > givesUp.polls) {
        if (givesUp.how === 'leaves') await this.#leave();
        return;
      }
      await sleep(pollsEvery);
      const again = rejoins > 0 && polls % rejoins === 0;
      // Without a ticket, its turn came and went while all of its calls were lost.
      ticket = (again ? null : await this.#poll()) ?? (await this.#join());
    }
    await this.#goIn();
  }

  async #goIn(): Promise<void> {
    const { concertId, performanceId } = this.#show;
    // In is in, on every server and with any token.
    for (let again = 0; again < 3; again++) if (!(await this.#poll())) return;
    const { inside } = this.#script;
    if (inside === 'leaves') return this.#leave();
    if (inside === 'idles') {
      await this.#call((client, options) => client.concert.dates.query({ concertId }, options));
      return;
    }
    const seatIds = [this.#seatId];
    const wanted = { performanceId, seatIds, idempotencyKey: `hold ${this.#told?.tokenId}` };
    const held = await this.#call((client, options) =>
      client.reservation.hold.mutate(wanted, options),
    );
    if (isRefusal(held) || inside === 'holds') return;
    const payment = {
      reservationId: held.id,
      topUp: true,
      idempotencyKey: `pay ${this.#told?.tokenId}`,
    };
    await this.#call((client, options) => client.payment.pay.mutate(payment, options));
  }

  async #join(): Promise<QueueTicket> {
    const { concertId, diary } = this.#show;
    const firstAskedAt = Date.now();
    const answer = await this.#call((client, options) =>
      client.queue.join.mutate({ concertId }, options),
    );
    if (isRefusal(answer)) throw new Error(`a join was refused with ${answer.code}`);
    const tokenId = openQueueToken(keys, answer.token)?.tokenId ?? '';
    if (this.#told?.tokenId !== tokenId) {
      diary.joined.push({ tokenId, askedAt: firstAskedAt, answeredAt: Date.now() });
      this.#told = new Told(tokenId, [answer]);
    } else this.#told.hear(answer, `as it joined again ${this.#how}`);
    this.#note(answer);
    return answer;
  }

  /** Null once the place or pass has ended. */
  async #poll(): Promise<QueueTicket | null> {
    const answer = await this.#call((client, options) =>
      client.queue.status.query(undefined, options),
    );
    if (isRefusal(answer)) {
      if (answer.code === 'QUEUE_TOKEN_EXPIRED') return null;
      throw new Error(`a poll was refused with ${answer.code}`);
    }
    this.#told?.hear(answer, this.#how);
    this.#note(answer);
    return answer;
  }

  async #leave(): Promise<void> {
    const answer = await this.#call((client, options) =>
      client.queue.leave.mutate(undefined, options),
    );
    // It had left already where an earlier try was carried out, but not answered.
    if (isRefusal(answer)) return;
    this.#show.diary.left.push({ tokenId: this.#told?.tokenId ?? '', answeredAt: Date.now() });
  }

  #note({ position }: QueueTicket): void {
    if (position === null || !this.#told) return;
    const { tokenId } = this.#told;
    const times = { askedAt: this.#askedAt, answeredAt: Date.now() };
    this.#show.diary.heard.push({ tokenId, position, ...times });
  }

  /** Makes a call, on one server after the other until one answers. */
  async #call<Answer>(
    make: (client: Client, options: CallOptions) => Promise<Answer>,
  ): Promise<Answer | Refused> {
    const { servers, old } = this.#script;
    for (;;) {
      const nth = this.#calls++;
      const first = old[nth % old.length] ?? false;
      const token = this.#told?.token(first);
      const headers = { ...this.#bearer, ...(token ? { 'x-queue-token': token } : {}) };
      this.#askedAt = Date.now();
      const server = servers[nth % servers.length] ?? 0;
      const answer = await this.#show.fleet.call({ server, headers }, make);
      const times = `${this.#askedAt % 100_000} to ${Date.now() % 100_000}`;
      this.#how = `(server ${server}, ${first ? 'first' : 'newest'} token, ${times})`;
      if (answer !== LOST) return answer;
      this.#show.diary.lost++;
      this.#show.over.throwIfAborted();
      await sleep(20);
    }
  }
}
