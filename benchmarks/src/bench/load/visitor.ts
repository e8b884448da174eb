import { setTimeout as sleep } from 'node:timers/promises';
import { queryOf } from '../../http-load.ts';
import { authorizationOf } from '../fixtures/people.ts';
import type { Answer, Connection } from './connection.ts';
import { type AnswerCheck, isRefusal } from './expectation.ts';
import { bytesOf } from './request.ts';

/** A sale as its visitors share it. */
export interface VisitorSale {
  concertId: string;
  performanceId: string;
  check: AnswerCheck;
  /** Seats that were paid. */
  paid: number;
  /** Milliseconds of each call from the time it was due, the wait for a connection included. */
  took: number[];
  /** Everybody leaves. */
  isOver: boolean;
}

/** Refusals that a visitor has to live with: somebody else was faster, or the turn is over. */
const LOST =
  /"errorCode":"(SEAT_UNAVAILABLE|QUEUE_TOKEN_EXPIRED|NO_SEATS_AVAILABLE|NO_DATES_AVAILABLE)"/;
const MOST_TRIES = 20;
const MOST_DOUBLINGS = 3;

/** Somebody who comes to a sale, waits for the turn as the server asks, and buys one seat if there is one. */
export class Visitor {
  readonly #userId: string;
  readonly #sale: VisitorSale;
  #token: string | null = null;

  constructor(userId: string, sale: VisitorSale) {
    this.#userId = userId;
    this.#sale = sale;
  }

  /** All of them come at once and share the connections. `meanwhile` runs again and again until all have left. */
  static async comeAll(
    visitors: Visitor[],
    connections: Connection[],
    meanwhile: () => Promise<void>,
  ): Promise<void> {
    const pool = new ConnectionQueue(connections);
    let inside = visitors.length;
    const all = visitors.map(async (visitor) => {
      await visitor.#visit(pool).catch((error: unknown) => visitor.#sale.check.fail(String(error)));
      inside--;
    });
    while (inside > 0) await meanwhile();
    await Promise.all(all);
  }

  async #visit(pool: ConnectionQueue): Promise<void> {
    const sale = this.#sale;
    const joined = await this.#ask(pool, 'queue.join', { concertId: sale.concertId });
    this.#token = tokenIn(joined);
    if (!(await this.#waitForTurn(pool, joined))) return;
    for (let tries = 0; tries < MOST_TRIES && !sale.isOver; tries++) {
      const place = await this.#choose(pool);
      if (place === null) return;
      const hold = { performanceId: sale.performanceId, places: [place] };
      const held = await this.#ask(pool, 'reservation.hold', hold);
      const reservationId = /"json":\{"id":"([^"]+)"/.exec(held ?? '')?.[1];
      if (reservationId === undefined) continue;
      const paid = await this.#ask(pool, 'payment.pay', { reservationId, topUp: true });
      if (paid) sale.paid++;
      return;
    }
  }

  /** False if there is nothing left to wait for. */
  async #waitForTurn(pool: ConnectionQueue, joined: string | null): Promise<boolean> {
    let ticket = joined;
    while (ticket !== null && !this.#sale.isOver) {
      if (ticket.includes('"status":"ACTIVE"')) return true;
      if (ticket.includes('"availability":"SOLD_OUT"')) return false;
      const seconds = Number(/"pollAfterSeconds":(\d+)/.exec(ticket)?.[1] ?? 1);
      await this.#pause(seconds * 1000);
      ticket = await this.#ask(pool, 'queue.status', null);
      this.#token = tokenIn(ticket) ?? this.#token;
    }
    return false;
  }

  /** One of the free places at random, as the map shows them; null if there is none. */
  async #choose(pool: ConnectionQueue): Promise<number | null> {
    const { performanceId } = this.#sale;
    const map = await this.#ask(pool, 'concert.availability', { performanceId });
    const letters = /"places":"([^"]*)"/.exec(map ?? '')?.[1] ?? '';
    const free = [...letters].flatMap((letter, place) => (letter === 'A' ? [place] : []));
    return free[Math.floor(Math.random() * free.length)] ?? null;
  }

  /** The body, or null if the call was refused for good. Repeats what a busy server refuses. */
  async #ask(
    pool: ConnectionQueue,
    procedure: string,
    input: object | null,
  ): Promise<string | null> {
    const { check, took } = this.#sale;
    const request = this.#requestOf(procedure, input);
    for (let tries = 0; !this.#sale.isOver; tries++) {
      const due = performance.now();
      const answer = await pool.ask(request);
      took.push(performance.now() - due);
      if (isRefusal(answer)) {
        check.refused++;
        // Longer from one refusal to the next: 20,000 who repeat each second are a load by themselves.
        const seconds = Number(/"retryAfterSeconds":(\d+)/.exec(answer.body())?.[1] ?? 1);
        await this.#pause(seconds * 1000 * 2 ** Math.min(tries, MOST_DOUBLINGS));
        continue;
      }
      const text = answer.body();
      if (LOST.test(text)) check.calls++;
      else check.note(answer);
      return answer.status === 200 ? text : null;
    }
    return null;
  }

  #requestOf(procedure: string, input: object | null): Buffer {
    const headers = {
      authorization: authorizationOf(this.#userId),
      ...(this.#token !== null && { 'x-queue-token': this.#token }),
    };
    const path = `/trpc/${procedure}`;
    if (input === null) return bytesOf({ method: 'GET', path, headers });
    if (procedure === 'concert.availability') {
      return bytesOf({ method: 'GET', path: queryOf(procedure, input), headers });
    }
    return bytesOf({ method: 'POST', path, headers, input });
  }

  /** At random distances, so that nobody comes together with those who came together before. */
  async #pause(milliseconds: number): Promise<void> {
    const end = performance.now() + milliseconds * (0.9 + Math.random() / 5);
    while (!this.#sale.isOver && performance.now() < end) {
      await sleep(Math.min(500, Math.max(1, end - performance.now())));
    }
  }
}

const tokenIn = (text: string | null): string | null =>
  /"token":"([^"]+)"/.exec(text ?? '')?.[1] ?? null;

/** First come, first served: who needs a connection waits for the next one that is free. */
class ConnectionQueue {
  readonly #idle: Connection[];
  readonly #waiting: ((connection: Connection) => void)[] = [];
  #head = 0;

  constructor(connections: Connection[]) {
    this.#idle = [...connections];
  }

  async ask(request: Buffer): Promise<Answer> {
    const connection =
      this.#idle.pop() ??
      (await new Promise<Connection>((resolve) => void this.#waiting.push(resolve)));
    try {
      return await connection.ask(request);
    } finally {
      const next = this.#waiting[this.#head];
      if (next) {
        this.#head++;
        next(connection);
      } else this.#idle.push(connection);
    }
  }
}
