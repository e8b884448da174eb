import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type { Account } from './account.ts';
import { ApiError } from './api-error.ts';
import type { Disturbance, Disturbances } from './disturbances.ts';
import { type Endpoint, endpointOf, type Operation } from './endpoints.ts';
import { type FormValues, readForm } from './form.ts';
import { type Answer, IdempotencyKeys } from './idempotency.ts';

/** A request that the stand-in got. */
export interface RecordedRequest {
  /** Null: it is none of the five that are allowed. */
  operation: Operation | null;
  method: string;
  path: string;
  form: FormValues;
  idempotencyKey: string | null;
  /** `left`: the client closed the connection before there was an answer. */
  outcome: 'running' | 'answered' | 'cut' | 'left';
  status: number | null;
  /** How many other requests came while it ran. */
  meanwhile: number;
}

export interface ApiOptions {
  account: Account;
  disturbances: Disturbances;
  secretKey: string;
  /** The start of the address of a session's page. */
  payPage: string;
  record: (request: RecordedRequest) => void;
}

type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** Answers the requests of Stripe's API. */
export function createApi({
  account,
  disturbances,
  secretKey,
  payPage,
  record,
}: ApiOptions): Handler {
  const keys = new IdempotencyKeys();
  const running = new Set<RecordedRequest>();

  return async (request, response) => {
    const recorded = await read(request);
    record(recorded);
    for (const other of running) other.meanwhile += 1;
    running.add(recorded);
    response.once('close', () => {
      running.delete(recorded);
      if (recorded.outcome === 'running') recorded.outcome = 'left';
    });
    const answer = await answerOf(recorded, request).catch(asAnswer);
    if (answer === 'hang' || response.destroyed) return;
    if (answer === 'cut') {
      recorded.outcome = 'cut';
      request.socket.destroy();
      return;
    }
    recorded.outcome = 'answered';
    recorded.status = answer.status;
    response.writeHead(answer.status, headersOf(recorded, answer)).end(JSON.stringify(answer.body));
  };

  async function answerOf(
    recorded: RecordedRequest,
    { headers }: IncomingMessage,
  ): Promise<KeptAnswer | 'hang' | 'cut'> {
    if (headers.authorization !== `Bearer ${secretKey}`) {
      throw new ApiError(401, { message: 'Invalid API Key provided' });
    }
    const endpoint = endpointOf(recorded, payPage);
    recorded.operation = endpoint.operation;
    const disturbance = disturbances.take(endpoint.operation);
    if (!disturbance) return carryOut(endpoint, recorded, null);
    switch (disturbance.kind) {
      case 'answer':
        return disturbance.kept
          ? carryOut(endpoint, recorded, errorOf(disturbance))
          : errorOf(disturbance);
      case 'delay':
        return carryOut(endpoint, recorded, disturbance.until);
      case 'hang':
      case 'cut':
        if (disturbance.done) await carryOut(endpoint, recorded, null);
        return disturbance.kind;
    }
  }

  /** @param instead an answer in place of the real one, or what the real one waits for */
  async function carryOut(
    endpoint: Endpoint,
    { method, path, form, idempotencyKey: key }: RecordedRequest,
    instead: Answer | Promise<unknown> | null,
  ): Promise<KeptAnswer> {
    const kept = key && method === 'POST' && keys.take(key, JSON.stringify([path, form]));
    if (kept) return { ...kept, replayed: true };
    try {
      if (instead instanceof Promise) await instead;
      const answer =
        instead && 'status' in instead
          ? instead
          : { status: 200, body: structuredClone(endpoint.run(account, form)) };
      if (key) keys.keep(key, answer);
      return answer;
    } catch (error) {
      if (key) keys.release(key);
      throw error;
    }
  }
}

type KeptAnswer = Answer & { replayed?: true };

async function read(request: IncomingMessage): Promise<RecordedRequest> {
  const { pathname, search } = new URL(request.url ?? '/', 'http://stand-in');
  const { method = 'GET' } = request;
  const key = request.headers['idempotency-key'];
  return {
    operation: null,
    method,
    path: pathname,
    form: readForm(method === 'POST' ? await text(request) : search),
    idempotencyKey: typeof key === 'string' ? key : null,
    outcome: 'running',
    status: null,
    meanwhile: 0,
  };
}

function asAnswer(error: unknown): Answer {
  if (error instanceof ApiError) return { status: error.status, body: error.body };
  const message = error instanceof Error ? error.message : `${error}`;
  return { status: 500, body: { error: { type: 'api_error', message } } };
}

function errorOf({ status, code, type = 'api_error' }: Disturbance & { kind: 'answer' }): Answer {
  return { status, body: { error: { type, code, message: 'The test asked for this error.' } } };
}

function headersOf({ idempotencyKey }: RecordedRequest, { replayed }: KeptAnswer) {
  return {
    'content-type': 'application/json',
    'request-id': `req_${randomUUID().replaceAll('-', '').slice(0, 14)}`,
    ...(idempotencyKey && { 'idempotency-key': idempotencyKey }),
    ...(replayed && { 'idempotent-replayed': 'true' }),
  };
}
