import { initTRPC } from '@trpc/server';
import { fetchRequestHandler } from '@trpc/server/adapters/fetch';
import superjson from 'superjson';
import { describe, expect, test } from 'vitest';
import { send } from '../../src/transport/send.ts';
import { deserialize, type Envelope, serialize } from '../../src/transport/wire-format.ts';

const VALUES: [what: string, value: unknown][] = [
  ['nothing', undefined],
  ['null', null],
  ['a text', 'text'],
  ['a date', new Date(5)],
  ['dates in lists and objects', { items: [{ at: new Date(1), left: null }], at: new Date(2) }],
  ['keys with dots and backslashes', { 'a.b\\c': { '\\': new Date(3), '.': [new Date(4)] } }],
  ['the same date twice', [{ at: new Date(6) }, { at: new Date(6) }]],
];

describe('superjson reads what the client sends, and the client what superjson sends:', () => {
  test.each(VALUES)('%s', (_, value) => {
    const overTheWire = (envelope: unknown) => JSON.parse(JSON.stringify(envelope));
    expect(superjson.deserialize(overTheWire(serialize(value)))).toEqual(value);
    expect(deserialize(overTheWire(superjson.serialize(value)))).toEqual(value);
  });

  test('an object that stands in two places', () => {
    const shared = { at: new Date(7) };
    const envelope = JSON.parse(superjson.stringify({ one: shared, other: [shared] })) as Envelope;
    expect(deserialize(envelope)).toEqual({ one: shared, other: [shared] });
  });

  test('a field that is undefined reads as one that is not there', () => {
    const input = { performanceId: undefined, at: new Date(8) };
    expect(superjson.parse(JSON.stringify(serialize(input)))).toEqual({ at: new Date(8) });
    const output = deserialize(JSON.parse(superjson.stringify({ nothing: undefined })) as Envelope);
    expect(output).toEqual({ nothing: undefined });
  });
});

test('a path in an answer leads only to what the answer itself has', () => {
  const values = { '__proto__.polluted': ['Date'], 'constructor.prototype.polluted': ['Date'] };
  expect(deserialize({ json: { a: 1 }, meta: { values } })).toEqual({ a: 1 });
  expect({}).not.toHaveProperty('polluted');
});

describe('a stock tRPC server with superjson', () => {
  const { router, procedure } = initTRPC.create({
    transformer: superjson,
    errorFormatter: ({ shape }) => ({
      ...shape,
      data: { ...shape.data, errorCode: 'SEAT_UNAVAILABLE', details: {}, requestId: 'r' },
    }),
  });
  const echo = procedure.input((input) => input);
  const server = router({
    read: echo.query(({ input }) => input),
    write: echo.mutation(({ input }) => input),
    refuse: procedure.mutation(() => {
      throw new Error('refused');
    }),
  });
  const wire = {
    url: 'http://stock.example/trpc',
    headers: async () => ({}),
    fetch: (url: string, init?: RequestInit) =>
      fetchRequestHandler({ endpoint: '/trpc', router: server, req: new Request(url, init) }),
  };
  const call = (type: 'query' | 'mutation', path: string, input: unknown) =>
    send({ type, path, input, context: {} }, wire, new AbortController().signal);

  test.each(VALUES)('takes and answers %s', async (_, value) => {
    expect(await call('query', 'read', value)).toEqual(value);
    expect(await call('mutation', 'write', value)).toEqual(value);
  });

  test('refuses with an error that has its code', async () => {
    await expect(call('mutation', 'refuse', undefined)).rejects.toMatchObject({
      name: 'FrontrowError',
      message: 'refused',
      errorCode: 'SEAT_UNAVAILABLE',
    });
  });
});
