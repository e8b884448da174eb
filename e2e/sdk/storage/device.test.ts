import type { FrontrowStorage } from '@frontrow/sdk';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { outcomeOf, paidOnce } from '../../testing/sale/outcome.ts';
import { openSale, type Sale } from '../../testing/sale/sale.ts';

let sale: Sale;
beforeAll(async () => {
  sale = await openSale();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});
afterAll(() => sale.close());

async function purchase(name: string, options: { storage?: FrontrowStorage } = {}) {
  const concertId = await sale.concert(2);
  const client = await sale.client(name, options);
  const session = await client.enter(concertId);
  const hold = await session.hold((await session.seats()).slice(0, 1));
  await session.pay(hold, { topUp: true });
  return outcomeOf(client);
}

/** Removes a property; returns a function that restores it. */
function remove(owner: object, name: string): () => void {
  const property = Object.getOwnPropertyDescriptor(owner, name);
  if (!property) throw new Error(`${name} does not exist`);
  Object.defineProperty(owner, name, { value: undefined, configurable: true });
  return () => void Object.defineProperty(owner, name, property);
}

describe('a purchase works', () => {
  test('without newer features of browsers', async () => {
    vi.stubGlobal('TextDecoderStream', undefined);
    const restores = [remove(AbortSignal, 'any'), remove(Crypto.prototype, 'randomUUID')];
    try {
      expect(await purchase('old browser, plain HTTP')).toEqual(paidOnce(1_000));
    } finally {
      for (const restore of restores) restore();
    }
  });

  test('with a storage that fails in every method', async () => {
    const fail = () => {
      throw new DOMException('no', 'QuotaExceededError');
    };
    const storage = { get: fail, set: fail, remove: async () => fail() };
    expect(await purchase('storage full', { storage })).toEqual(paidOnce(1_000));
  });
});
