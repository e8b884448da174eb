import type { Hold, Session } from '@frontrow/sdk';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { openSale, type Sale } from '../../testing/sale/sale.ts';

let sale: Sale;
beforeAll(async () => {
  sale = await openSale();
});
afterEach(() => vi.restoreAllMocks());
afterAll(() => sale.close());

async function holdOne(name: string): Promise<{ session: Session; hold: Hold }> {
  const session = await (await sale.client(name)).enter(await sale.concert(2));
  return { session, hold: await session.hold((await session.seats()).slice(0, 1)) };
}

/** Lets every hold expire. Returns after all earlier listeners were called. */
async function expireAll(): Promise<void> {
  const { hold } = await holdOne('last listener');
  // The listener added last is called last.
  const expired = new Promise<void>((resolve) => hold.onExpire(resolve));
  const later = Date.now() + 400_000;
  vi.spyOn(Date, 'now').mockReturnValue(later);
  await expired;
}

test('a listener is called once when the hold expires; one that is added later, soon', async () => {
  const { hold } = await holdOne('does not pay');
  const listener = vi.fn();
  hold.onExpire(listener);
  await expireAll();
  expect(listener).toHaveBeenCalledOnce();
  expect(hold.secondsLeft).toBe(0);
  await new Promise<void>((resolve) => hold.onExpire(resolve));
  expect(listener).toHaveBeenCalledOnce();
});

const ENDINGS: [how: string, end: (session: Session, hold: Hold) => Promise<unknown>][] = [
  ['a payment', (session, hold) => session.pay(hold, { topUp: true })],
  ['a release', (session, hold) => session.release(hold)],
  ['leaving the queue', (session) => session.leave()],
];

test.each(ENDINGS)('no listener is called for a hold that was ended by: %s', async (how, end) => {
  const { session, hold } = await holdOne(`ends by ${how}`);
  const listener = vi.fn();
  hold.onExpire(listener);
  await end(session, hold);
  hold.onExpire(listener);
  await expireAll();
  expect(listener).not.toHaveBeenCalled();
});

test('a removed listener is not called, and the others are', async () => {
  const { hold } = await holdOne('removes a listener');
  const [removed, other] = [vi.fn(), vi.fn()];
  const remove = hold.onExpire(removed);
  hold.onExpire(other);
  remove();
  await expireAll();
  expect(removed).not.toHaveBeenCalled();
  expect(other).toHaveBeenCalledOnce();
});
