import { createFrontrowClient, type FrontrowClient, isFrontrowError } from '@frontrow/sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  createFetchScript,
  type FetchScript,
  type Handler,
  refusal,
} from '../../testing/network/fetch-script.ts';
import { openSale, type Sale } from '../../testing/sale/sale.ts';

let sale: Sale;
beforeAll(async () => {
  sale = await openSale();
});
afterAll(() => sale.close());

const unavailable = (outcome: 'NOT_DONE' | 'UNKNOWN'): Handler =>
  refusal(503, 'SERVICE_UNAVAILABLE', { retryAfterSeconds: 1, outcome });

/** The server carries the call out, and says that it does not know. */
const doneButUnknown: Handler = async (...request) => {
  await fetch(...request);
  return unavailable('UNKNOWN')(...request);
};

/** A client with the operator's calls, of which most take no key. */
async function operatorWith({ fetch }: FetchScript): Promise<FrontrowClient> {
  const { live } = sale;
  const { authorization = '' } = await live.signIn('operator', 'operator');
  return createFrontrowClient({
    ...{ url: live.server.url, fetch },
    auth: authorization.slice('Bearer '.length),
  });
}

const concert = { title: 'T', artist: 'A', venue: 'V' };

describe('a call that the server refuses as unavailable', () => {
  test('with NOT_DONE is repeated, also without a key', async () => {
    const script = createFetchScript();
    const operator = await operatorWith(script);
    script.next('admin.createConcert', unavailable('NOT_DONE'), unavailable('NOT_DONE'));
    const { id } = await operator.admin.createConcert.mutate(concert);
    expect(id).toEqual(expect.any(String));
    // A busy machine may be really unavailable once more.
    expect(script.calls('admin.createConcert').length).toBeGreaterThanOrEqual(3);
  });

  test('with UNKNOWN is not repeated without a key, and the error tells the outcome', async () => {
    const script = createFetchScript();
    const operator = await operatorWith(script);
    script.next('admin.createConcert', unavailable('UNKNOWN'));
    const error = await operator.admin.createConcert
      .mutate(concert)
      .catch((error: unknown) => error);
    if (!isFrontrowError(error, 'SERVICE_UNAVAILABLE')) throw error;
    expect(error.details.outcome).toBe('UNKNOWN');
    expect(script.calls('admin.createConcert')).toHaveLength(1);
  });

  test('with UNKNOWN is repeated with its key, and done once', async () => {
    const script = createFetchScript();
    const client = await sale.client('charged once', { fetch: script.fetch });
    script.next('balance.charge', doneButUnknown);
    await client.balance.charge.mutate({ amount: 1_000 });
    const keys = script.calls('balance.charge').map(({ input }) => input.idempotencyKey);
    expect(keys).toEqual([expect.any(String), keys[0]]);
    expect(await client.balance.get.query()).toMatchObject({ amount: 1_000 });
  });

  test.each(['NOT_DONE', 'UNKNOWN'] as const)(
    'with %s is repeated if its repeat is harmless',
    async (outcome) => {
      const script = createFetchScript();
      const client = await sale.client(`joins after ${outcome}`, { fetch: script.fetch });
      const concertId = await sale.concert(2);
      script.next('queue.join', unavailable(outcome));
      script.next('queue.leave', unavailable(outcome));
      const session = await client.enter(concertId);
      await session.leave();
      expect(script.calls('queue.join')).toHaveLength(2);
      expect(script.calls('queue.leave')).toHaveLength(2);
    },
  );
});
