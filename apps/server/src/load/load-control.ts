import type { ServerResponse } from 'node:http';
import type { RequestScope } from '@frontrow/api/request-scope';
import type { DomainContext } from '@frontrow/domain/kernel/context';
import { DomainError } from '@frontrow/domain/kernel/errors';
import { Lane, type LaneLimits, type ShedReason } from './lane.ts';
import { LargeAnswers } from './large-answers.ts';
import { LoopTime } from './loop-time.ts';
import { Pressure } from './pressure.ts';
import { KINDS, type Kind, type Work } from './work.ts';

/**
 * How many calls of a kind are served at the same time. More than twice the connections of the pool would wait for
 * connections, and there the urgent ones wait behind the others. Holds, payments and joins that are served together
 * share statements. Two large answers are made at a time: more would only take more memory.
 */
export const LANES: Record<Kind, LaneLimits> = {
  operator: { atOnce: 16, least: 0.5 },
  payment: { atOnce: 128, least: 0.1 },
  hold: { atOnce: 128, least: 0.1 },
  pass: { atOnce: 40, least: 0.25 },
  join: { atOnce: 128, least: 0.125 },
  poll: { atOnce: 48, least: 0.5 },
  read: { atOnce: 32, least: 0.25 },
  large: { atOnce: 2, least: 0.5 },
};

/** The kinds that go before all others, in this order: whoever has a place, a seat or a payment goes on. */
const FIRST: readonly Kind[] = ['operator', 'payment', 'hold', 'pass'];

/**
 * The others take turns, over and over. If polls went before joins, nobody would come in any more while polls alone
 * are more than the server can do; if joins went before polls, nobody would learn that the turn has come. Where both
 * are more than it can do, three join for six that poll: a poll that is refused comes back, and costs a tenth of a journey.
 */
const TURNS: readonly Kind[] = [
  ...(['join', 'poll', 'poll', 'read', 'join', 'poll', 'poll'] as const),
  ...(['join', 'poll', 'poll', 'large'] as const),
];

/**
 * How many requests begin in one turn of the event loop. What they do next is done in the turns after, so
 * a payment that arrives waits for no more than these.
 */
const STARTS_A_TURN = 10;
const LOOK_MILLISECONDS = 50;

export type Refusal = DomainError<'SERVICE_UNAVAILABLE'>;

export interface LoadOptions {
  pool: DomainContext['pool'];
  /** Told of each request that is not served. */
  onShed(kind: Kind, reason: ShedReason): void;
  lanes?: Record<Kind, LaneLimits>;
  maxLargeBytes?: number | undefined;
}

interface Entering {
  work: Work;
  res: ServerResponse;
  scope: RequestScope;
}

/**
 * Decides which requests are served now, which wait, and which are refused, so that a server that is asked for more
 * than it can do goes on doing what it can.
 */
export class LoadControl {
  readonly #lanes: Record<Kind, Lane>;
  readonly #large: LargeAnswers;
  readonly #pressure: Pressure;
  readonly #time = new LoopTime();
  readonly #onShed: LoadOptions['onShed'];
  #started = 0;
  #turnPlanned = false;
  #turn = 0;
  #looked = performance.now();
  readonly #timer: NodeJS.Timeout;

  constructor({ pool, onShed, lanes = LANES, maxLargeBytes }: LoadOptions) {
    this.#lanes = Object.fromEntries(KINDS.map((kind) => [kind, new Lane(lanes[kind])])) as Record<
      Kind,
      Lane
    >;
    this.#large = new LargeAnswers(maxLargeBytes);
    this.#pressure = new Pressure(pool);
    this.#onShed = onShed;
    this.#timer = setInterval(() => this.#look(), LOOK_MILLISECONDS);
    this.#timer.unref();
  }

  close(): void {
    clearInterval(this.#timer);
  }

  /** For metrics. */
  get state() {
    const lanes = KINDS.map((kind) => {
      const { waiting, inService, atOnce } = this.#lanes[kind];
      return { kind, waiting, inService, atOnce };
    });
    return { lanes, pressure: this.#pressure.value, largeBytes: this.#large.bytes };
  }

  /** Counts a request that has come. Returns the refusal if it would wait for too long, before any work for it. */
  arrive({ kind }: Work): Refusal | null {
    return this.#lanes[kind].arrive(this.#time.now()) ? this.shed(kind, 'queue full') : null;
  }

  /** Waits until a request may be served. Returns the refusal if it may not. It is served until its answer is sent. */
  enter(entering: Entering): Promise<Refusal | null> | null {
    const { kind, calls } = entering.work;
    const lane = this.#lanes[kind];
    if (this.#isSlowReader(entering)) return Promise.resolve(this.shed(kind, 'answers not taken'));
    if (lane.waiting === 0 && this.#started < STARTS_A_TURN && this.#hasRoom(kind, calls)) {
      this.#begin(entering);
      return null;
    }
    const since = this.#time.now();
    if (lane.isFull(since)) return Promise.resolve(this.shed(kind, 'queue full'));
    return new Promise((resolve) => {
      lane.add({
        since,
        calls,
        isGone: () => entering.res.destroyed,
        start: () => {
          if (this.#isSlowReader(entering)) return resolve(this.shed(kind, 'answers not taken'));
          this.#begin(entering);
          resolve(null);
        },
        refuse: (reason) => resolve(this.shed(kind, reason)),
      });
      this.#planTurn();
    });
  }

  #hasRoom(kind: Kind, calls: number): boolean {
    return this.#lanes[kind].hasRoom(calls) && (kind !== 'large' || this.#large.hasRoom);
  }

  #isSlowReader({ work: { kind }, scope }: Entering): boolean {
    return kind === 'large' && this.#large.hasUntaken(scope.user ?? null);
  }

  #begin({ work: { kind, calls }, res, scope }: Entering): void {
    this.#started++;
    this.#planTurn();
    const lane = this.#lanes[kind];
    const served = lane.serve(calls, this.#time.now());
    const end = () => {
      if (lane.end(served) && lane.waiting > 0) this.#planTurn();
    };
    if (kind === 'large') {
      this.#large.add(res, scope.user ?? null);
      // Once it is made it only waits for its client, which its bytes are counted for.
      res.once('prefinish', end);
    }
    res.once('close', end);
    const { onStream } = scope;
    scope.onStream = () => {
      end();
      onStream?.();
    };
  }

  /** The next turn begins when the event loop has been through all that was ready. */
  #planTurn(): void {
    if (this.#turnPlanned) return;
    this.#turnPlanned = true;
    setImmediate(() => {
      this.#turnPlanned = false;
      this.#started = 0;
      this.#startWaiting();
    });
  }

  #startWaiting(): void {
    const now = this.#time.now();
    for (const kind of FIRST) while (this.#startNext(kind, now));
    for (let idle = 0; idle < TURNS.length; this.#turn++) {
      const kind = TURNS[this.#turn % TURNS.length];
      idle = kind && this.#startNext(kind, now) ? 0 : idle + 1;
    }
  }

  #startNext(kind: Kind, now: number): boolean {
    const lane = this.#lanes[kind];
    if (this.#started >= STARTS_A_TURN || lane.waiting === 0) return false;
    if (kind === 'large' && !this.#large.hasRoom) return false;
    const next = lane.takeNext(now);
    next?.start();
    return next !== null;
  }

  #look(): void {
    const looked = performance.now();
    this.#pressure.look(looked, looked - this.#looked - LOOK_MILLISECONDS);
    this.#looked = looked;
    const now = this.#time.now();
    let isWaiting = false;
    for (const kind of KINDS) {
      const lane = this.#lanes[kind];
      lane.pressure = this.#pressure.value;
      lane.endLeases(now);
      lane.dropOld(now);
      isWaiting ||= lane.waiting > 0;
    }
    if (isWaiting) this.#planTurn();
  }

  /** Counts a request that is refused, and makes its refusal. */
  shed(kind: Kind, reason: ShedReason): Refusal {
    this.#onShed(kind, reason);
    const { retrySeconds } = this.#lanes[kind];
    // Spread, so that those that were refused together do not come back together.
    const retryAfterSeconds = retrySeconds + Math.floor(Math.random() * (retrySeconds + 1));
    return REFUSALS[retryAfterSeconds] ?? refusalOf(retryAfterSeconds);
  }
}

const refusalOf = (retryAfterSeconds: number): Refusal =>
  new DomainError('SERVICE_UNAVAILABLE', { retryAfterSeconds, outcome: 'NOT_DONE' });

/** By the seconds. They are answers and never thrown, so each needs no stack of its own. */
const REFUSALS = Array.from({ length: 8 }, (_, seconds) => refusalOf(seconds));
