import { keyRing } from '@frontrow/domain/kernel/key-ring';
import { Bank } from '@frontrow/domain/testing/bank';
import superjson from 'superjson';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PROCEDURES, type Procedure } from '../../testing/authorisation/procedures.ts';
import { buildStage, QUEUE_KEYS, type Stage } from '../../testing/authorisation/stage.ts';
import { EXPECTATIONS } from '../../testing/authorisation/table.ts';
import {
  type Adapters,
  type RawRequest,
  type RawResponse,
  startAdapters,
} from '../../testing/conformance/adapters.ts';
import { type Api, startApi } from '../../testing/http/api.ts';

/*
 * The product's adapter beside tRPC's own, over the same world: the bodies, the statuses and the headers of every
 * procedure are the same, byte for byte.
 */

let api: Api;
let stage: Stage;
let adapters: Adapters;
/** The headers of each kind of caller. */
let callers: Record<'owner' | 'operator', Record<string, string>>;
beforeAll(async () => {
  const secrets = QUEUE_KEYS.map(({ kid, secret }) => `${kid}:${secret}`);
  const bank = new Bank();
  bank.paysAtOnce = true;
  const settings = { QUEUE_SECRET: secrets.join(','), TOPUP: 'provider' };
  api = await startApi(settings, undefined, { provider: bank });
  stage = await buildStage(api, bank);
  const queueKeys = keyRing('queue-token', QUEUE_KEYS);
  const ctx = api.world.with({ topUp: 'provider' }, { queueKeys, provider: bank });
  adapters = await startAdapters(ctx);
  const { owner } = stage.users;
  const signedIn = async (role: string) => ({
    authorization: `Bearer ${await api.bearer({ sub: owner, role })}`,
    'x-queue-token': stage.sales.active.token,
  });
  callers = { owner: await signedIn('customer'), operator: await signedIn('operator') };
});
afterAll(async () => {
  adapters?.close();
  await api?.close();
});

const JSON_TYPE = { 'content-type': 'application/json' };

/** A request with this text as its input; undefined sends none. */
function requestOf(
  { path, type }: Procedure,
  text: string | undefined,
  headers: Record<string, string>,
): RawRequest {
  if (type === 'mutation') {
    return {
      method: 'POST',
      path: `/trpc/${path}`,
      headers: { ...JSON_TYPE, ...headers },
      body: text,
    };
  }
  const search = text === undefined ? '' : `?input=${encodeURIComponent(text)}`;
  return { method: 'GET', path: `/trpc/${path}${search}`, headers };
}

async function expectTheSame(request: RawRequest): Promise<void> {
  const [answer, expected] = [await adapters.ours(request), await adapters.stock(request)];
  expect(withoutMeasured(answer), JSON.stringify(request)).toEqual(withoutMeasured(expected));
}

/** An answer without what the database measures while it answers: no two answers have the same. */
const withoutMeasured = (answer: RawResponse | null): RawResponse | null =>
  answer && { ...answer, text: answer.text.replace(/"seconds":[^,]+,"connections":\d+/g, '') };

/** Inputs that no procedure takes, or takes as none. */
const STRANGE = [
  undefined,
  ...['', '{}', '[]', 'null', '5', '{"json":', '"text"', '{"json":null}', '{"json":[1]}'],
  ...['{"json":{"no":1}}', '{"json":{},"meta":{"values":{"a":["Date"]}}}', '\u{feff}{"json":{}}'],
  '{"json":{"limit":1.5,"concertId":"é\\ud800\u{1f600}","performanceId":"%"}}',
];

describe.for(PROCEDURES.filter(({ type }) => type !== 'subscription'))('$path', (procedure) => {
  const { path, type } = procedure;
  const { access, input, opens = 'ok' } = EXPECTATIONS[path] ?? { access: 'public' };
  const isMutation = type === 'mutation';
  const good = () => JSON.stringify(superjson.serialize(input?.(stage, stage.sales.active)));
  const allowed = () => (path.startsWith('admin.') ? callers.operator : callers.owner);

  test('is answered as by tRPC’s own adapter', async () => {
    // The second of two calls that change something would be answered in another way.
    const inputs = isMutation ? (input ? STRANGE : []) : [...STRANGE, good()];
    for (const text of inputs) await expectTheSame(requestOf(procedure, text, allowed()));
    if (!isMutation || access !== 'public') await expectTheSame(requestOf(procedure, good(), {}));
  });

  test('has a result in the form of superjson', async () => {
    const answer = await adapters.ours(requestOf(procedure, good(), allowed()));
    expect(answer?.status === 200).toBe(opens === 'ok');
    if (opens !== 'ok') return;
    const text = answer?.text ?? '';
    const data = superjson.deserialize(JSON.parse(text).result.data);
    expect(text).toBe(JSON.stringify({ result: { data: superjson.serialize(data) } }));
  });
});

describe('the form of a request', () => {
  const me = { path: 'session.me', type: 'query' } as Procedure;
  const list = { path: 'concert.list', type: 'query' } as Procedure;
  const page = '{"json":{"limit":1,"search":"é & + % # ?"}}';

  test.for<[string, Record<string, string>]>([
    ['any accept', { accept: 'text/html, */*;q=0.1' }],
    ['a content type on a query', { 'content-type': 'application/json; charset=utf-8' }],
    ['a content type in capitals', { 'content-type': 'Application/JSON' }],
    ['a host with a port', { host: 'sale.example:8443' }],
    ['a host that is an address', { host: '[::1]:80' }],
    ['an empty trpc header', { 'x-trpc-source': '' }],
    ['another batching header', { 'trpc-batch-mode': 'x' }],
    ['a range', { range: 'bytes=0-1' }],
    ['conditions', { 'if-none-match': '*', 'if-modified-since': 'Thu, 01 Jan 1970 00:00:00 GMT' }],
    ['an unknown bearer', { authorization: 'Bearer x' }],
    ['two bearers', { authorization: 'Bearer a, Bearer b' }],
  ])('%s makes no difference', async ([, headers]) => {
    await expectTheSame(requestOf(me, undefined, { ...callers.owner, ...headers }));
    await expectTheSame(requestOf(list, page, headers));
  });

  test.for<[string, string]>([
    ['escaped letters', '?input=%7B%22json%22%3A%7B%22%6C%69%6D%69%74%22%3A1%7D%7D'],
    ['letters that need no escape', '?input={"json":{"limit":1}}'],
    ['an equals sign', '?input=%7B%22json%22%3A%7B%22search%22%3A%22a=b%22%7D%7D'],
    ['no input', ''],
    ['an empty input', '?input='],
  ])('a query with %s', async ([, search]) => {
    await expectTheSame({ method: 'GET', path: `/trpc/concert.list${search}`, headers: {} });
  });

  test.for<[string, Partial<RawRequest>]>([
    ['a batch', { path: '/trpc/session.me,balance.get?batch=1' }],
    ['a batch of one', { path: '/trpc/session.me?batch=1' }],
    ['another parameter', { path: '/trpc/concert.list?input=%7B%7D&stock=1' }],
    ['the input twice', { path: '/trpc/concert.list?input=%7B%7D&input=%7B%7D' }],
    ['a plus', { path: '/trpc/concert.list?input=%7B+%7D' }],
    ['bytes that are no text', { path: '/trpc/concert.list?input=%ff' }],
    ['a fragment', { path: '/trpc/concert.list?input=%7B%7D#x' }],
    ['an escaped path', { path: '/trpc/session%2Eme' }],
    ['a slash at the end', { path: '/trpc/session.me/' }],
    ['an unknown procedure', { path: '/trpc/session.you' }],
    ['a name of objects', { path: '/trpc/constructor' }],
    ['a stream', { path: '/trpc/queue.watch' }],
    ['lines of JSON', { headers: { accept: 'application/jsonl' } }],
    ['lines of JSON by its own header', { headers: { 'trpc-accept': 'application/jsonl' } }],
    ['HEAD', { method: 'HEAD' }],
    ['DELETE', { method: 'DELETE' }],
    ['a query by POST', { method: 'POST', headers: JSON_TYPE, body: '{}' }],
    ['a mutation by GET', { path: '/trpc/queue.join' }],
    [
      'a mutation with a query',
      { path: '/trpc/queue.join?a=1', method: 'POST', headers: JSON_TYPE },
    ],
    ['a form', { headers: { 'content-type': 'multipart/form-data; boundary=x' } }],
    ['a host that no URL can have', { headers: { host: 'a b' } }],
  ])('%s is left to tRPC’s own adapter', async ([, request]) => {
    const whole = { method: 'GET', path: '/trpc/session.me', headers: {}, ...request };
    expect(await adapters.ours(whole)).toBeNull();
  });
});
