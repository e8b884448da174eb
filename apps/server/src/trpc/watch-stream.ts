import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ApiContext } from '@frontrow/api/context';
import { shapeOf, toTrpcError } from '@frontrow/api/errors/error-shape';
import { reportFault } from '@frontrow/api/errors/faults';
import { appRouter } from '@frontrow/api/root';
import { SSE } from '@frontrow/api/trpc';
import { transformer } from '@frontrow/api/wire/transformer';
import type { AvailabilityInput, AvailabilityView } from '@frontrow/contract/chart';
import { getTRPCErrorFromUnknown } from '@trpc/server';
import superjson from 'superjson';
import { joined, jsonOf } from '../seats/availability-json.ts';

const HEADERS = {
  'content-type': 'text/event-stream',
  'cache-control': 'no-cache, no-transform, private, no-store',
  'x-accel-buffering': 'no',
  connection: 'keep-alive',
};
const LINGER_MILLISECONDS = 10_000;
const CONNECTED = `event: connected\ndata: ${JSON.stringify(SSE.client)}\n\n\n`;
const PING = 'event: ping\ndata: \n\n\n';
const RETURN = 'event: return\ndata: \n\n\n';
/** What a tRPC client sends for no input. Any other input goes to the stock handler. */
const NO_INPUT = JSON.stringify(superjson.serialize(undefined));

/** A subscription that is answered here. */
interface Source {
  path: string;
  takes(input: string | undefined): boolean;
  open(caller: Caller, input: string | undefined): Promise<AsyncIterable<unknown>>;
  /** The text of an event. */
  dataOf(value: unknown): string;
}

type Caller = ReturnType<typeof appRouter.createCaller>;

const SOURCES: Source[] = [
  {
    path: 'queue.watch',
    takes: (input) => input === undefined || input === NO_INPUT,
    open: (caller) => caller.queue.watch(),
    dataOf,
  },
  {
    path: 'concert.watchAvailability',
    takes: (input) => parsedOrNull(input) !== null,
    open: (caller, input) => caller.concert.watchAvailability(encodedInput(input)),
    dataOf: (view) => `data: {"json":${joined(jsonOf(view as AvailabilityView))}}\n\n\n`,
  },
];

/** A procedure decodes its input by itself (wire/transformer.ts). */
const encodedInput = (text: string | undefined) =>
  transformer.input.deserialize(parsedOrNull(text)) as unknown as AvailabilityInput;

function parsedOrNull(text = ''): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** The source of a request, with its input; null if another handler answers it. */
function sourceOf({ method, url = '', headers }: IncomingMessage) {
  const { pathname, searchParams } = new URL(url, 'http://localhost');
  const source = SOURCES.find(({ path }) => pathname === `/trpc/${path}`);
  if (!source || method !== 'GET' || headers['last-event-id'] !== undefined) return null;
  const parameters = [...searchParams];
  const [[name, input] = ['input', undefined]] = parameters;
  if (parameters.length > 1 || name !== 'input' || !source.takes(input)) return null;
  return { source, input };
}

function dataOf(value: unknown): string {
  return `data: ${JSON.stringify(superjson.serialize(value))}\n\n\n`;
}

/** How a stream ends whose bearer token has expired (`untilExpiry`). */
const isAbortError = (error: unknown) => (error as Error | null)?.name === 'AbortError';

interface Stream {
  res: ServerResponse;
  until: number;
  gone: AbortController;
}

export interface WatchStreams {
  /** Whether this is a plain request for one of the streams, which is answered here. */
  handles(req: IncomingMessage): boolean;
  answer(req: IncomingMessage, res: ServerResponse, ctx: ApiContext): Promise<void>;
}

/**
 * Streams of tickets and of availability, with the same bytes as a stock tRPC server. They are written to the response
 * directly: tRPC's chain of web streams takes four times the memory (measured: 65 KB and 15 KB of heap per
 * watch), and thousands are open at the same time.
 */
export function createWatchStreams(): WatchStreams {
  const open = new Set<Stream>();
  const round = setInterval(() => {
    const time = performance.now();
    for (const { res, until, gone } of open) {
      if (time >= until) gone.abort();
      else if (!res.writableNeedDrain && !res.writableEnded) res.write(PING);
    }
  }, SSE.ping.intervalMs);
  round.unref();
  return {
    handles: (req) => sourceOf(req) !== null,
    async answer(req, res, ctx) {
      const found = sourceOf(req);
      if (!found) throw new Error('this is no request for a stream');
      const gone = new AbortController();
      const stream = { res, until: performance.now() + SSE.maxDurationMs, gone };
      open.add(stream);
      // The client may disconnect between two writes.
      res.on('error', () => gone.abort());
      res.once('close', () => gone.abort());
      try {
        await writeEvents(res, { ...found, ctx, signal: gone.signal });
      } finally {
        open.delete(stream);
        // A client that reads nothing would keep the connection open for ever.
        const cut = () => (res.writableFinished ? undefined : res.destroy());
        setTimeout(cut, LINGER_MILLISECONDS).unref();
      }
    },
  };
}

interface Opening {
  source: Source;
  input: string | undefined;
  ctx: ApiContext;
  signal: AbortSignal;
}

async function writeEvents(
  res: ServerResponse,
  { source, input, ctx, signal }: Opening,
): Promise<void> {
  const { path } = source;
  res.setHeader('vary', 'trpc-accept, accept');
  res.writeHead(200, HEADERS);
  res.write(CONNECTED);
  try {
    const values = await source.open(appRouter.createCaller(ctx, { signal }), input);
    for await (const value of values) {
      if (signal.aborted) break;
      if (!res.write(source.dataOf(value))) await once(res, 'drain', { signal }).catch(() => {});
    }
    res.end(signal.aborted ? undefined : RETURN);
  } catch (cause) {
    if (isAbortError(cause)) return void res.end();
    const error = toTrpcError(getTRPCErrorFromUnknown(cause));
    if (!signal.aborted) reportFault(ctx, { error, procedure: path });
    res.end(`event: serialized-error\n${dataOf(shapeOf({ error, path }))}`);
  }
}
