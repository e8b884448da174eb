import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import type { Session } from '../src/index.ts';
import type { Hold } from '../src/session/hold.ts';
import { openSale, type Sale } from '../testing/sale.ts';

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

/** Has the time of every hold run out. Those who wait for the end of one have been told by then. */
async function runOut(): Promise<void> {
  const { hold } = await holdOne('waits to the end');
  // Listens last, and so is told last.
  const told = new Promise<void>((resolve) => hold.onExpire(resolve));
  const later = Date.now() + 400_000;
  vi.spyOn(Date, 'now').mockReturnValue(later);
  await told;
}

test('the end of a hold that ran out is told once, and at once to who asks later', async () => {
  const { hold } = await holdOne('forgets to pay');
  const told = vi.fn();
  hold.onExpire(told);
  await runOut();
  expect(told).toHaveBeenCalledOnce();
  expect(hold.secondsLeft).toBe(0);
  await new Promise<void>((resolve) => hold.onExpire(resolve));
  expect(told).toHaveBeenCalledOnce();
});

const ENDINGS: [how: string, end: (session: Session, hold: Hold) => Promise<unknown>][] = [
  ['paid', (session, hold) => session.pay(hold, { topUp: true })],
  ['released', (session, hold) => session.release(hold)],
  ['left', (session) => session.leave()],
];

test.each(ENDINGS)('the end of a hold that was %s is told nobody', async (how, end) => {
  const { session, hold } = await holdOne(`has ${how}`);
  const told = vi.fn();
  hold.onExpire(told);
  await end(session, hold);
  hold.onExpire(told);
  await runOut();
  expect(told).not.toHaveBeenCalled();
});

test('whoever calls it off is not told, and the others are', async () => {
  const { hold } = await holdOne('looks away');
  const [told, other] = [vi.fn(), vi.fn()];
  const callOff = hold.onExpire(told);
  hold.onExpire(other);
  callOff();
  await runOut();
  expect(told).not.toHaveBeenCalled();
  expect(other).toHaveBeenCalledOnce();
});
