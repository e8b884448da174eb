import { setTimeout as sleep } from 'node:timers/promises';
import type { ErrorCode } from '@frontrow/sdk';
import superjson from 'superjson';

type Fetch = typeof globalThis.fetch;

/** Handles one request: sends it, answers it, delays it or loses it. */
export type Handler = (...request: Parameters<Fetch>) => Response | Promise<Response>;

export interface SentCall {
  /** When it was made, in milliseconds. */
  at: number;
  /** The input of a mutation; empty for a query. */
  input: Record<string, unknown>;
}

export interface FetchScript {
  fetch: Fetch;
  /** Sets the handlers of the next calls of a procedure, in order. Later calls reach the server. */
  next(procedure: string, ...handlers: Handler[]): void;
  /** Sets the handler of all other calls of a procedure. */
  always(procedure: string, handler: Handler): void;
  /** The calls of a procedure so far. */
  calls(procedure: string): SentCall[];
}

/** A `fetch` that records every call and handles some of them as the test says. */
export function createFetchScript(): FetchScript {
  const nextHandlers = new Map<string, Handler[]>();
  const defaultHandlers = new Map<string, Handler>();
  const sent = new Map<string, SentCall[]>();
  const calls = (procedure: string) => sent.get(procedure) ?? [];
  return {
    calls,
    async fetch(input, init) {
      const procedure = new URL(String(input)).pathname.split('/').at(-1) ?? '';
      const call = { at: performance.now(), input: inputOf(init) };
      sent.set(procedure, [...calls(procedure), call]);
      const handle =
        nextHandlers.get(procedure)?.shift() ?? defaultHandlers.get(procedure) ?? forward;
      return handle(input, init);
    },
    next: (procedure, ...handlers) =>
      void nextHandlers.set(procedure, [...(nextHandlers.get(procedure) ?? []), ...handlers]),
    always: (procedure, handler) => void defaultHandlers.set(procedure, handler),
  };
}

const inputOf = (init: RequestInit | undefined): Record<string, unknown> =>
  typeof init?.body === 'string' ? JSON.parse(init.body).json : {};

/** Sends the request and returns the answer. */
export const forward: Handler = (...request) => fetch(...request);

/** The request does not reach the server. */
export const requestLost: Handler = () => {
  throw new TypeError('the network is down');
};

/** The server handles the request, but its answer is lost. */
export const answerLost: Handler = async (...request) => {
  const response = await fetch(...request);
  await response.arrayBuffer();
  throw new TypeError('the network is down');
};

/** The request does not reach the server, and the call never settles, not even when it is aborted. */
export const neverSettles: Handler = () => new Promise<Response>(() => {});

/** The server handles the request even if it is aborted, but the call never settles. */
export const sentButNeverSettles: Handler = async (input, init) => {
  await fetch(input, { ...init, signal: null });
  return neverSettles(input, init);
};

/** The request reaches the server late. */
export const requestDelayed =
  (milliseconds: number): Handler =>
  async (...request) => {
    await sleep(milliseconds);
    return fetch(...request);
  };

/** The answer of the server comes late. */
export const answerDelayed =
  (milliseconds: number): Handler =>
  async (...request) => {
    const response = await fetch(...request);
    await sleep(milliseconds);
    return response;
  };

type Headers = Record<string, string>;

/** A proxy answers in plain text. */
export const textAnswer =
  (status: number, text: string, headers: Headers = {}): Handler =>
  () =>
    new Response(text, { status, headers: { 'content-type': 'text/plain', ...headers } });

/** A proxy answers with an HTML page. */
export const htmlAnswer = (status: number, headers: Headers = {}): Handler =>
  textAnswer(status, '<html>', { ...headers, 'content-type': 'text/html; charset=utf-8' });

/** A proxy answers in JSON that is not in the format of the API. */
export const jsonAnswer = (status: number, body: unknown, headers: Headers = {}): Handler =>
  textAnswer(status, JSON.stringify(body), { ...headers, 'content-type': 'application/json' });

/** The server refuses the call. */
export const refusal = (status: number, errorCode: ErrorCode, details: object = {}): Handler => {
  const data = { code: errorCode, httpStatus: status, errorCode, details, requestId: 'r' };
  const error = superjson.serialize({ message: errorCode, code: -32_000, data });
  return jsonAnswer(status, { error });
};
