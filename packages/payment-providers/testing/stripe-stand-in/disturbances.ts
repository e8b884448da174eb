import type { Operation } from './endpoints.ts';

/** What goes wrong with a request, whose effect happens (`done`) or not. */
export type Disturbance =
  /** Stripe answers with an error. `kept`: it keeps that answer for the idempotency key, and does nothing at a repeat either. */
  | { kind: 'answer'; status: number; code?: string; type?: string; kept?: boolean }
  /** There is no answer, and the connection stays open. */
  | { kind: 'hang'; done?: boolean }
  /** The connection is cut instead of an answer. */
  | { kind: 'cut'; done?: boolean }
  /** The request waits for this before it is carried out. */
  | { kind: 'delay'; until: Promise<unknown> };

export interface DisturbanceScope {
  /** Only requests for this; all by default. */
  on?: Operation;
  /** How many requests; 1 by default. */
  times?: number;
}

/** The disturbances that are still to come. */
export class Disturbances {
  #coming: { disturbance: Disturbance; on: Operation | undefined; times: number }[] = [];

  add(disturbance: Disturbance, { on, times = 1 }: DisturbanceScope): void {
    this.#coming.push({ disturbance, on, times });
  }

  clear(): void {
    this.#coming = [];
  }

  /** The disturbance of a request, which is used up by it. */
  take(operation: Operation): Disturbance | null {
    const next = this.#coming.find(({ on, times }) => times > 0 && (!on || on === operation));
    if (!next) return null;
    next.times -= 1;
    return next.disturbance;
  }
}
