import { setTimeout as sleep } from 'node:timers/promises';
import type { ErrorCode } from '../src/index.ts';

type Fetch = typeof globalThis.fetch;

/** What a call meets on its way to the server. */
export type Encounter = (...call: Parameters<Fetch>) => Response | Promise<Response>;

export interface SeenCall {
  /** When it was made, in milliseconds. */
  at: number;
  /** Of a mutation. */
  input: Record<string, unknown>;
}

export interface Rigged {
  fetch: Fetch;
  /** What the next calls of a procedure meet, in order; those after them reach the server. */
  next(procedure: string, ...encounters: Encounter[]): void;
  /** What all the other calls of a procedure meet. */
  always(procedure: string, encounter: Encounter): void;
  /** Those of a procedure that were made. */
  calls(procedure: string): SeenCall[];
}

/** A fetch that answers some calls by itself, and sees all of them. */
export function rigged(): Rigged {
  const once = new Map<string, Encounter[]>();
  const ever = new Map<string, Encounter>();
  const seen = new Map<string, SeenCall[]>();
  const calls = (procedure: string) => seen.get(procedure) ?? [];
  return {
    calls,
    async fetch(input, init) {
      const procedure = new URL(String(input)).pathname.split('/').at(-1) ?? '';
      const call = { at: performance.now(), input: inputOf(init) };
      seen.set(procedure, [...calls(procedure), call]);
      const meet = once.get(procedure)?.shift() ?? ever.get(procedure) ?? passed;
      return meet(input, init);
    },
    next: (procedure, ...encounters) =>
      void once.set(procedure, [...(once.get(procedure) ?? []), ...encounters]),
    always: (procedure, encounter) => void ever.set(procedure, encounter),
  };
}

const inputOf = (init: RequestInit | undefined): Record<string, unknown> =>
  typeof init?.body === 'string' ? JSON.parse(init.body).json : {};

/** Nothing: it reaches the server, and its answer comes back. */
export const passed: Encounter = (...call) => fetch(...call);

/** It never reaches the server. */
export const unsent: Encounter = () => {
  throw new TypeError('the network is gone');
};

/** It reaches the server, and its answer is lost. */
export const lost: Encounter = async (...call) => {
  const response = await fetch(...call);
  await response.arrayBuffer();
  throw new TypeError('the network is gone');
};

/** It never reaches the server, and whoever waits for it is told nothing, not even that they gave up. */
export const swallowed: Encounter = () => new Promise<Response>(() => {});

/** It reaches the server whatever its caller does meanwhile, who is told nothing. */
export const unheard: Encounter = async (input, init) => {
  await fetch(input, { ...init, signal: null });
  return swallowed(input, init);
};

/** It reaches the server late. */
export const late =
  (milliseconds: number): Encounter =>
  async (...call) => {
    await sleep(milliseconds);
    return fetch(...call);
  };

/** It reaches the server, and its answer comes late. */
export const answeredLate =
  (milliseconds: number): Encounter =>
  async (...call) => {
    const response = await fetch(...call);
    await sleep(milliseconds);
    return response;
  };

type Headers = Record<string, string>;

/** Something before the server answers in words. */
export const text =
  (status: number, words: string, headers: Headers = {}): Encounter =>
  () =>
    new Response(words, { status, headers: { 'content-type': 'text/plain', ...headers } });

export const page = (status: number, headers: Headers = {}): Encounter =>
  text(status, '<html>', { ...headers, 'content-type': 'text/html; charset=utf-8' });

/** Something before the server answers in JSON that is not ours. */
export const json = (status: number, body: unknown, headers: Headers = {}): Encounter =>
  text(status, JSON.stringify(body), { ...headers, 'content-type': 'application/json' });

/** The server refuses it. */
export const refused = (status: number, errorCode: ErrorCode, details: object = {}): Encounter => {
  const data = { code: errorCode, httpStatus: status, errorCode, details, requestId: 'r' };
  return json(status, { error: { json: { message: errorCode, code: -32_000, data } } });
};
