import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Reservation } from '../src/api.ts';
import type { FrontrowStorage } from '../src/index.ts';
import { defaultStorage } from '../src/queue/storage.ts';
import { createHold } from '../src/session/hold.ts';
import { deviceTime, deviceTimeAgo } from '../src/time/device-clock.ts';
import { outcomeOf, paidOnce } from '../testing/outcome.ts';
import { openSale, type Sale } from '../testing/sale.ts';

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

async function journey(name: string, options: { storage?: FrontrowStorage } = {}) {
  const concertId = await sale.concert(2);
  const client = await sale.client(name, options);
  const session = await client.enter(concertId);
  const hold = await session.hold((await session.seats()).slice(0, 1));
  await session.pay(hold, { topUp: true });
  return outcomeOf(client);
}

/** Takes a property away, and returns how to give it back. */
function take(owner: object, name: string): () => void {
  const property = Object.getOwnPropertyDescriptor(owner, name);
  if (!property) throw new Error(`there is no ${name}`);
  Object.defineProperty(owner, name, { value: undefined, configurable: true });
  return () => void Object.defineProperty(owner, name, property);
}

describe('a device', () => {
  test('without what is new in browsers can do the journey', async () => {
    vi.stubGlobal('TextDecoderStream', undefined);
    const restore = [take(AbortSignal, 'any'), take(Crypto.prototype, 'randomUUID')];
    try {
      expect(await journey('old browser, plain HTTP')).toEqual(paidOnce(1_000));
    } finally {
      for (const giveBack of restore) giveBack();
    }
  });

  test('whose storage fails at everything can do the journey', async () => {
    const fail = () => {
      throw new DOMException('no', 'QuotaExceededError');
    };
    const storage = { get: fail, set: fail, remove: async () => fail() };
    expect(await journey('full of photos', { storage })).toEqual(paidOnce(1_000));
  });

  test('that may keep nothing keeps it for the page', async () => {
    vi.stubGlobal('document', {});
    vi.stubGlobal('sessionStorage', undefined);
    const storage = defaultStorage();
    await storage.set('a', 'b');
    expect(await storage.get('a')).toBe('b');
    await storage.remove('a');
    expect(await storage.get('a')).toBeNull();
  });

  test('that serves several users has no storage of theirs together', async () => {
    const setItem = vi.fn();
    vi.stubGlobal('sessionStorage', { setItem, getItem: () => 'of somebody else' });
    const storage = defaultStorage();
    await storage.set('a', 'b');
    expect(setItem).not.toHaveBeenCalled();
    expect(await storage.get('c')).toBeUndefined();
  });
});

describe('the seconds of a hold', () => {
  /** By the server's clock, which is a year ahead. */
  const reservation = {
    heldAt: new Date(Date.now() + 365 * 86_400_000),
    holdExpiresAt: new Date(Date.now() + 365 * 86_400_000 + 300_000),
  } as Reservation;

  test('go by what passed here, whatever the clock says', () => {
    expect(createHold(reservation, deviceTimeAgo(10_500)).secondsLeft).toBe(289);
    expect(createHold(reservation, deviceTimeAgo(301_000)).secondsLeft).toBe(0);
  });

  test('go on where the clock is set back', () => {
    const hold = createHold(reservation, deviceTimeAgo(10_000));
    vi.spyOn(Date, 'now').mockReturnValue(0);
    expect(hold.secondsLeft).toBe(289);
  });

  test('go on while the device sleeps, and its end is told on waking', () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const hold = createHold(reservation, deviceTime());
    const told = vi.fn();
    hold.onExpire(told);
    const asleep = Date.now() + 400_000;
    vi.spyOn(Date, 'now').mockImplementation(() => asleep);
    expect(hold.secondsLeft).toBe(0);
    expect(told).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1_000);
    expect(told).toHaveBeenCalledOnce();
    vi.advanceTimersByTime(5_000);
    expect(told).toHaveBeenCalledOnce();
  });

  test('the end is not told of what was paid, given back, or not asked about any more', () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance', 'Date'] });
    const hold = createHold(reservation, deviceTime());
    const told = vi.fn();
    hold.onExpire(told)();
    hold.onExpire(told);
    hold.end();
    vi.advanceTimersByTime(400_000);
    expect(told).not.toHaveBeenCalled();
  });
});
