import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Api, startApi, type Visitor } from '../../testing/http/api.ts';
import { answerOf, post } from '../../testing/http/raw.ts';

let api: Api;
let operator: Visitor;
beforeAll(async () => {
  api = await startApi();
  operator = await api.visitor('operator', 'operator');
});
afterAll(() => api.close());

describe('inputs of operators', () => {
  test('a mistyped setting is refused by its path, and nothing is logged', async () => {
    const concertId = await api.world.concert();
    const authorization = { authorization: `Bearer ${operator.bearer}` };
    const call = (procedure: string, json: object) =>
      post(`${api.url}/trpc/admin.${procedure}`, JSON.stringify({ json }), authorization);
    const before = await operator.client.admin.actions.query({});
    const names = { title: 'T', artist: 'A', venue: 'V' };
    for (const [procedure, input, path] of [
      ['configureQueue', { concertId, maxactive: 2 }, ['maxactive']],
      ['createConcert', { ...names, queue: { maxactive: 2 } }, ['queue', 'maxactive']],
      ['updateConcert', { concertId, salesOpensAt: null }, ['salesOpensAt']],
    ] as const) {
      const { status, error } = await call(procedure, input);
      expect([status, error.errorCode]).toEqual([400, 'VALIDATION_FAILED']);
      expect(error.details.issues).toEqual([{ path, message: 'is not known' }]);
    }
    expect(await operator.client.admin.actions.query({})).toEqual(before);
  });
});

describe('an input without its envelope is refused by name', () => {
  const told = { path: [], message: expect.stringContaining('must be {"json": <input>}') };

  test.for(['{"limit":1}', '[]', '7', '"x"', 'null'])('a query: %s', async (input) => {
    const url = `${api.url}/trpc/concert.list?input=${encodeURIComponent(input)}`;
    const { status, error } = await answerOf(await fetch(url));
    expect([status, error.errorCode]).toEqual([400, 'VALIDATION_FAILED']);
    expect(error.details.issues).toEqual([told]);
  });

  test('a mutation, and a call of a batch', async () => {
    const { bearer } = await api.visitor('hand-written');
    const authorization = { authorization: `Bearer ${bearer}` };
    const single = await post(`${api.url}/trpc/balance.charge`, '{"amount":5}', authorization);
    expect(single.error.details.issues).toEqual([told]);
    const batch = await fetch(`${api.url}/trpc/concert.list?batch=1&input={"0":{"limit":1}}`);
    expect((await answerOf(batch)).error.details.issues).toEqual([told]);
  });

  test('an empty object asks for nothing and is no input', async () => {
    expect((await fetch(`${api.url}/trpc/concert.list?input={}`)).status).toBe(200);
  });
});
