import { once } from 'node:events';
import { Agent, type IncomingMessage, type RequestOptions, request } from 'node:http';
import { decodeInput } from '@frontrow/api/wire/decode-input';
import { DomainError } from '@frontrow/domain/kernel/errors';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  CALLERS,
  type CallerName,
  type FuzzedProcedure,
  type FuzzedServer,
  PROCEDURES,
  startFuzzedServer,
} from '../../testing/fuzz/fuzzed-server.ts';
import { hostileEnvelope } from '../../testing/fuzz/hostile.ts';
import { heapMegabytes, threadMilliseconds } from '../../testing/fuzz/processor-time.ts';
import { fieldsOf, fittingInput } from '../../testing/fuzz/schema-inputs.ts';
import { checkRuns, runsOf } from '../../testing/property/check-runs.ts';
import { record } from '../../testing/property/record.ts';

/*
 * Random and hostile inputs for every procedure. A run is a batch of 20 inputs for procedures of one type.
 * Each input is read, decoded and checked under a clock that counts the processor time of this thread, so
 * that a busy machine changes nothing; then the batch is sent over HTTP. 10,000 inputs by default; a
 * million by hand:
 *
 *   FRONTROW_RUNS=50000 npx -y pnpm@12 test apps/server/test/transport/fuzz.test.ts
 */

const FILE = 'apps/server/test/transport/fuzz.test.ts';
const RUNS = 500;
const INPUTS_OF_A_RUN = 20;
/** How long a run may take on a busy machine. It takes 20 ms on a quiet one. */
const RUN_MILLISECONDS = 1_000;
/** The most processor time that reading one input takes, and with it how long it keeps all others waiting. */
const LIMIT_MILLISECONDS = 50;
/** How much more the heap may have after all runs than after the first quarter of them. */
const HEAP_GROWTH_MEGABYTES = 24;
/** The statuses that a call may get. Any other is a fault of the server. */
const ALLOWED_STATUSES = new Set([200, 204, 207, 400, 401, 402, 403, 404, 405, 409, 412]);

interface Call {
  path: string;
  text: string;
}
interface Run {
  type: FuzzedProcedure['type'];
  caller: CallerName;
  calls: Call[];
}

const SCHEMAS = new Map(PROCEDURES.map(({ path, schema }) => [path, schema]));

const callOf = ({ path, schema }: FuzzedProcedure): fc.Arbitrary<Call> =>
  record({
    path: fc.constant(path),
    text: hostileEnvelope(fittingInput(schema), ['x', ...fieldsOf(schema)]),
  });

/** Calls of one type by one caller: mostly of the operator's procedures, or mostly of the others. */
const runOf = (type: FuzzedProcedure['type'], caller: CallerName): fc.Arbitrary<Run> => {
  const length = type === 'subscription' ? 1 : INPUTS_OF_A_RUN;
  const calls = PROCEDURES.filter((each) => each.type === type).map((each) => ({
    weight: each.path.startsWith('admin.') === (caller === 'operator') ? 9 : 1,
    arbitrary: callOf(each),
  }));
  return record({
    type: fc.constant(type),
    caller: fc.constant(caller),
    calls: fc.array(fc.oneof(...calls), { minLength: length, maxLength: length }),
  });
};

const CALLER_WEIGHTS = { customer: 10, operator: 10, service: 2, nobody: 1 };
const TYPE_WEIGHTS = { mutation: 20, query: 20, subscription: 1 };
const runs: fc.Arbitrary<Run> = fc.oneof(
  ...CALLERS.flatMap((caller) =>
    (['mutation', 'query', 'subscription'] as const).map((type) => ({
      weight: CALLER_WEIGHTS[caller] * TYPE_WEIGHTS[type],
      arbitrary: runOf(type, caller),
    })),
  ),
);

let server: FuzzedServer;
const agent = new Agent({ keepAlive: true });
const { stackTraceLimit } = Error;
beforeAll(async () => {
  // Most calls are refused, and nobody reads the stack of a refusal.
  Error.stackTraceLimit = 0;
  server = await startFuzzedServer();
});
afterAll(async () => {
  Error.stackTraceLimit = stackTraceLimit;
  agent.destroy();
  await server.api.close();
});

/** Reads, decodes and checks an input as the server does, without the network. */
function readInput({ path, text }: Call): void {
  try {
    SCHEMAS.get(path)?.safeParse(decodeInput(JSON.parse(text)));
  } catch (error) {
    if (!(error instanceof DomainError || error instanceof SyntaxError)) throw error;
  }
}

/** The least time of three: a garbage collection or a first compilation may fall into one of them. */
function expectCheap(call: Call): void {
  const times: number[] = [];
  do times.push(threadMilliseconds(() => readInput(call)));
  while (Math.min(...times) > LIMIT_MILLISECONDS && times.length < 3);
  const details = `${call.path} ${call.text.length} ${call.text.slice(0, 300)}`;
  expect(Math.min(...times), details).toBeLessThanOrEqual(LIMIT_MILLISECONDS);
}

function send({ type, caller, calls }: Run): Promise<Answer> {
  const path = `/trpc/${calls.map((call) => call.path).join(',')}`;
  const headers = { ...server.headers(caller), 'content-type': 'application/json' };
  if (type === 'subscription') {
    const input = encodeURIComponent(calls[0]?.text.slice(0, 2_000) ?? '');
    // Without a queue token the stream ends by itself.
    const streamed = { ...headers, 'x-queue-token': '', 'last-event-id': 'x' };
    return exchange({ path: `${path}?input=${input}`, headers: streamed });
  }
  const body = `{${calls.map(({ text }, n) => `"${n}":${text}`).join(',')}}`;
  return type === 'query'
    ? exchange({ path: `${path}?batch=1&input=${encodeURIComponent(body)}`, headers })
    : exchange({ path: `${path}?batch=1`, method: 'POST', headers, body });
}

interface Answer {
  status: number;
  text: string;
}

/** A plain request of Node, which takes half the processor time of `fetch`. */
async function exchange({ body, ...options }: RequestOptions & { body?: string }): Promise<Answer> {
  const sent = request(server.api.url, { ...options, agent });
  sent.end(body);
  const [answer] = (await once(sent, 'response')) as [IncomingMessage];
  answer.setEncoding('utf8');
  let text = '';
  for await (const chunk of answer) text += chunk;
  return { status: answer.statusCode ?? 0, text };
}

/** A batch that does not fit into one request is sent in halves, so that its inputs are read. */
async function sendAll(run: Run): Promise<void> {
  const { type, calls } = run;
  const isQuery = type === 'query';
  const size = calls.reduce(
    (sum, { path, text }) =>
      sum + path.length + (isQuery ? encodeURIComponent(text).length : text.length) + 8,
    0,
  );
  if (size > (isQuery ? 15_000 : 250_000)) {
    // An address that is too long never comes as far as this; a test of its own sends one.
    if (calls.length === 1) return;
    const half = Math.ceil(calls.length / 2);
    await sendAll({ ...run, calls: calls.slice(0, half) });
    await sendAll({ ...run, calls: calls.slice(half) });
    return;
  }
  const { status, text } = await send(run);
  expect(ALLOWED_STATUSES.has(status), `${status}: ${text.slice(0, 500)}`).toBe(true);
  expect(text, 'no call is answered with a fault').not.toContain('INTERNAL_SERVER_ERROR');
}

test(
  `${RUNS * INPUTS_OF_A_RUN} inputs for all procedures: no 500, none over 50 ms, memory stays flat`,
  async () => {
    let count = 0;
    let warm = Number.NaN;
    const warmRuns = RUNS / 4;
    await checkRuns({ file: FILE, runs: RUNS, shrinkSeconds: 10 }, runs, async (run) => {
      if (count % 50 === 49) await server.renew();
      count++;
      if (count === warmRuns) warm = heapMegabytes();
      const calls = run.calls.map(({ path, text }) => ({ path, text: server.withIds(text) }));
      for (const call of calls) expectCheap(call);
      await sendAll({ ...run, calls });
    });
    expect(server.api.faults).toEqual([]);
    // FRONTROW_RUNS or FC_PATH may ask for fewer runs than it takes to be warm.
    if (count > warmRuns) expect(heapMegabytes() - warm).toBeLessThan(HEAP_GROWTH_MEGABYTES);
  },
  runsOf(RUNS) * RUN_MILLISECONDS,
);

test('the audit passes after all random calls', async () => {
  expect(await server.api.world.services.admin.audit({})).toMatchObject({ ok: true });
});
