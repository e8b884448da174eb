import { afterEach, expect, test, vi } from 'vitest';
import { createFrontrowClient } from '../../src/index.ts';
import { createFakeApi, refusal } from '../../src/testing.ts';

afterEach(() => vi.useRealTimers());

const CONCERT = '01990000-0000-7000-8000-000000000001';

async function admitted() {
  const api = createFakeApi();
  api.setTicket({ status: 'ACTIVE' });
  const auth = { token: 'of-the-user' };
  const client = createFrontrowClient({ url: 'https://sale.example', auth, fetch: api.fetch });
  return { api, session: await client.enter(CONCERT) };
}

test('a session says until when its calls wait for a server that has more than it can do', async () => {
  const { api, session } = await admitted();
  const busy = refusal('SERVICE_UNAVAILABLE', { retryAfterSeconds: 2, outcome: 'NOT_DONE' });
  api.once('concert.dates', busy, busy, { items: [] });
  expect(session.busyUntil).toBeNull();
  vi.useFakeTimers();
  const told: (number | null)[] = [];
  const listener = (until: Date | null) => void told.push(until && until.getTime() - Date.now());
  session.onBusy(listener);
  const answered = session.dates();
  await vi.waitFor(() => expect(told).toHaveLength(1));
  expect(session.busyUntil).not.toBeNull();
  await vi.runAllTimersAsync();
  expect(await answered).toEqual([]);
  expect(session.busyUntil).toBeNull();
  expect(api.calls('concert.dates')).toHaveLength(3);
  // At least as long as the server asked for, and not all clients the same.
  expect(told).toEqual([expect.any(Number), null, expect.any(Number), null]);
  for (const delay of [told[0], told[2]]) {
    expect(delay).toBeGreaterThanOrEqual(2_000);
    expect(delay).toBeLessThanOrEqual(3_500);
  }
});

test('other refusals are no reason to wait; a listener that was removed is not called', async () => {
  const { api, session } = await admitted();
  const listener = vi.fn();
  session.onBusy(listener);
  api.once('concert.dates', refusal('NO_DATES_AVAILABLE'));
  await expect(session.dates()).rejects.toMatchObject({ errorCode: 'NO_DATES_AVAILABLE' });
  const removed = vi.fn();
  const remove = session.onBusy(removed);
  remove();
  api.once('concert.dates', refusal('RATE_LIMITED', { retryAfterSeconds: 1 }), { items: [] });
  vi.useFakeTimers();
  const answered = session.dates();
  await vi.runAllTimersAsync();
  await answered;
  expect(listener).toHaveBeenCalledTimes(2);
  expect(removed).not.toHaveBeenCalled();
});
