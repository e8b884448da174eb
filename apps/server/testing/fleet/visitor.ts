import { setTimeout as sleep } from 'node:timers/promises';
import type { QueueTicket } from '@frontrow/contract/queue';
import { keyRing } from '@frontrow/domain/kernel/key-ring';
import { openQueueToken } from '@frontrow/domain/queue/token/queue-token';
import type { Client } from '../http/api.ts';
import { QUEUE_KEY } from '../http/server-process.ts';
import type { Refusal } from '../queue-model/model/predictions.ts';
import { TicketHistory } from '../queue-model/model/ticket-history.ts';
import type { AnswerLog } from './answer-log.ts';
import { type CallOptions, type Fleet, type Headers, isRefusal, LOST } from './fleet.ts';
import type { VisitorScript } from './plan.ts';

const keys = keyRing('queue-token', [QUEUE_KEY]);

export interface Sale {
  fleet: Fleet;
  concertId: string;
  performanceId: string;
  seatIds: string[];
  log: AnswerLog;
  /** Aborted when the sale has ended or taken too long. */
  over: AbortSignal;
}

/** One user with a browser, who makes one call after the other, each to any server. */
export class Visitor {
  readonly #sale: Sale;
  readonly #script: VisitorScript;
  readonly #bearer: Headers;
  readonly #seatId: string;
  #history: TicketHistory | null = null;
  #calls = 0;
  /** When the last attempt of the last call began, and how it was made. */
  #askedAt = 0;
  #callContext = '';

  constructor(sale: Sale, script: VisitorScript, user: { bearer: Headers; seatId: string }) {
    this.#sale = sale;
    this.#script = script;
    this.#bearer = user.bearer;
    this.#seatId = user.seatId;
  }

  /** Settles when the visitor has used the pass or given up. */
  async run(): Promise<void> {
    const { arrivesAfter, pollInterval, rejoinsEvery, givesUp } = this.#script;
    await sleep(arrivesAfter);
    let ticket = await this.#join();
    for (let polls = 1; ticket.status !== 'ACTIVE'; polls++) {
      this.#sale.over.throwIfAborted();
      if (givesUp && polls > givesUp.polls) {
        if (givesUp.by === 'leaving') await this.#leave();
        return;
      }
      await sleep(pollInterval);
      const joinsAgain = rejoinsEvery > 0 && polls % rejoinsEvery === 0;
      // A poll has no ticket if the pass came and expired while all calls were lost.
      ticket = (joinsAgain ? null : await this.#poll()) ?? (await this.#join());
    }
    await this.#usePass();
  }

  async #usePass(): Promise<void> {
    const { concertId, performanceId } = this.#sale;
    // Every server with any token of the entry must answer ACTIVE from now on.
    for (let polls = 0; polls < 3; polls++) if (!(await this.#poll())) return;
    const { withPass } = this.#script;
    if (withPass === 'leave') return this.#leave();
    if (withPass === 'idle') {
      await this.#call((client, options) => client.concert.dates.query({ concertId }, options));
      return;
    }
    const seatIds = [this.#seatId];
    const idempotencyKey = `hold ${this.#history?.entryId}`;
    const held = await this.#call((client, options) =>
      client.reservation.hold.mutate({ performanceId, seatIds, idempotencyKey }, options),
    );
    if (isRefusal(held) || withPass === 'hold') return;
    const payment = {
      reservationId: held.id,
      topUp: true,
      idempotencyKey: `pay ${this.#history?.entryId}`,
    };
    await this.#call((client, options) => client.payment.pay.mutate(payment, options));
  }

  async #join(): Promise<QueueTicket> {
    const { concertId, log } = this.#sale;
    const firstAskedAt = Date.now();
    const answer = await this.#call((client, options) =>
      client.queue.join.mutate({ concertId }, options),
    );
    if (isRefusal(answer)) throw new Error(`a join was refused with ${answer.code}`);
    const entryId = openQueueToken(keys, answer.token)?.entryId ?? '';
    if (this.#history?.entryId !== entryId) {
      log.joins.push({ entryId, askedAt: firstAskedAt, answeredAt: Date.now() });
      this.#history = new TicketHistory(entryId, [answer]);
    } else this.#history.add(answer, `to a repeated join ${this.#callContext}`);
    this.#logPosition(answer);
    return answer;
  }

  /** Null if the entry has ended. */
  async #poll(): Promise<QueueTicket | null> {
    const answer = await this.#call((client, options) =>
      client.queue.status.query(undefined, options),
    );
    if (isRefusal(answer)) {
      if (answer.code === 'QUEUE_TOKEN_EXPIRED') return null;
      throw new Error(`a poll was refused with ${answer.code}`);
    }
    this.#history?.add(answer, this.#callContext);
    this.#logPosition(answer);
    return answer;
  }

  async #leave(): Promise<void> {
    const answer = await this.#call((client, options) =>
      client.queue.leave.mutate(undefined, options),
    );
    // A refusal means that an earlier attempt was carried out although its answer was lost.
    if (isRefusal(answer)) return;
    this.#sale.log.leaves.push({
      entryId: this.#history?.entryId ?? '',
      answeredAt: Date.now(),
    });
  }

  #logPosition({ position }: QueueTicket): void {
    if (position === null || !this.#history) return;
    const { entryId } = this.#history;
    const times = { askedAt: this.#askedAt, answeredAt: Date.now() };
    this.#sale.log.positions.push({ entryId, position, ...times });
  }

  /** Makes a call to one server after the other until one answers. */
  async #call<Answer>(
    make: (client: Client, options: CallOptions) => Promise<Answer>,
  ): Promise<Answer | Refusal> {
    const { servers, firstToken } = this.#script;
    for (;;) {
      const nth = this.#calls++;
      const first = firstToken[nth % firstToken.length] ?? false;
      const token = this.#history?.token(first);
      const headers = { ...this.#bearer, ...(token ? { 'x-queue-token': token } : {}) };
      this.#askedAt = Date.now();
      const server = servers[nth % servers.length] ?? 0;
      const answer = await this.#sale.fleet.call({ server, headers }, make);
      const times = `${this.#askedAt % 100_000} to ${Date.now() % 100_000}`;
      this.#callContext = `(server ${server}, ${first ? 'first' : 'newest'} token, ${times})`;
      if (answer !== LOST) return answer;
      this.#sale.over.throwIfAborted();
      await sleep(20);
    }
  }
}
