import type { IncomingMessage } from 'node:http';
import { appRouter } from '@frontrow/api/root';
import { transformer } from '@frontrow/api/wire/transformer';
import { type AnyProcedure, TRPCError } from '@trpc/server';

/** A call that is alone in its request. */
export interface SingleCall {
  path: string;
  procedure: AnyProcedure;
  /** The text of the input; undefined without one. */
  input: string | undefined;
}

const PREFIX = '/trpc/';
const INPUT = '?input=';

const PROCEDURES: ReadonlyMap<string, AnyProcedure> = new Map(
  Object.entries(appRouter._def.procedures as unknown as Record<string, AnyProcedure>),
);

/**
 * The call of a request in the form in which clients send one: the exact path of a query or mutation, its method, JSON,
 * and no parameter but `input`. Null for everything else, such as batches and streams.
 */
export function singleCallIn(req: IncomingMessage): SingleCall | null {
  const { method, url = '' } = req;
  const isQuery = method === 'GET';
  if ((!isQuery && method !== 'POST') || !url.startsWith(PREFIX) || !isPlain(req)) return null;
  const end = url.indexOf('?');
  const path = url.slice(PREFIX.length, end === -1 ? undefined : end);
  const procedure = PROCEDURES.get(path);
  if (procedure?._def.type !== (isQuery ? 'query' : 'mutation')) return null;
  if (isQuery) {
    const input = end === -1 ? '' : inputIn(url.slice(end));
    return input === null ? null : { path, procedure, input: input || undefined };
  }
  const { body } = req as { body?: unknown };
  if (end !== -1 || typeof body !== 'string') return null;
  return { path, procedure, input: withoutMark(body) || undefined };
}

/** A web request has no byte order mark at the beginning of its text. */
const withoutMark = (text: string): string => (text.startsWith('\ufeff') ? text.slice(1) : text);

/** The text of the only parameter; null if there are others, or if a URL's decoder would read it in its own way. */
function inputIn(query: string): string | null {
  if (!query.startsWith(INPUT) || /[+&#]/.test(query)) return null;
  try {
    return decodeURIComponent(query.slice(INPUT.length));
  } catch {
    return null;
  }
}

/** Whether nothing in the headers asks tRPC for another form of the answer, or would make it refuse the request. */
export function isPlain({ headers }: IncomingMessage): boolean {
  const { accept, host = 'localhost', 'content-type': type } = headers;
  return (
    headers['trpc-accept'] === undefined &&
    (accept === undefined || !accept.includes('application/jsonl')) &&
    (type === undefined || /^application\/json *(;|$)/i.test(type)) &&
    isHost(host)
  );
}

let lastHost = 'localhost';

/** Whether a URL can have this host. tRPC makes one, and refuses the request if it can't. */
function isHost(host: string): boolean {
  // Clients send the same text over and over.
  if (host === lastHost) return true;
  if (!URL.canParse(`http://${host}`)) return false;
  lastHost = host;
  return true;
}

/**
 * The input as tRPC hands it to a procedure, which decodes it by itself.
 *
 * @throws TRPCError BAD_REQUEST for what is no JSON
 */
export async function rawInputOf({ input }: SingleCall): Promise<unknown> {
  if (input === undefined) return undefined;
  let encoded: unknown;
  try {
    encoded = JSON.parse(input);
  } catch (cause) {
    const { message } = cause as Error;
    throw new TRPCError({ code: 'BAD_REQUEST', message, cause });
  }
  return transformer.input.deserialize(encoded);
}
