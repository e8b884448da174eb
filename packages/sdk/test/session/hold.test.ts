import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Reservation } from '../../src/api.ts';
import { createHold, endHold, hasExpired, isLive } from '../../src/session/hold.ts';
import { deviceTime, deviceTimeAgo } from '../../src/time/device-clock.ts';

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe('the countdown of a hold', () => {
  /** In times of the server, whose clock is a year ahead. */
  const heldAt = Date.now() + 365 * 86_400_000;
  const reservation = {
    heldAt: new Date(heldAt),
    holdExpiresAt: new Date(heldAt + 300_000),
  } as Reservation;

  test('counts the time that passed on the device, whatever the clocks show', () => {
    expect(createHold(reservation, deviceTimeAgo(10_500)).secondsLeft).toBe(289);
    expect(createHold(reservation, deviceTimeAgo(301_000)).secondsLeft).toBe(0);
  });

  test('shows 0 in its last second, in which it is still live and can be paid', () => {
    const hold = createHold(reservation, deviceTimeAgo(299_500));
    expect(hold.secondsLeft).toBe(0);
    expect(isLive(hold)).toBe(true);
    expect(hasExpired(hold)).toBe(false);
    expect(hasExpired(createHold(reservation, deviceTimeAgo(300_000)))).toBe(true);
  });

  test('counts from the earliest time at which it may have been held, and expires by the latest', () => {
    const hold = createHold(reservation, deviceTimeAgo(300_500), deviceTimeAgo(299_500));
    expect(hold.secondsLeft).toBe(0);
    expect(isLive(hold)).toBe(true);
    const surely = createHold(reservation, deviceTimeAgo(301_000), deviceTimeAgo(300_000));
    expect(isLive(surely)).toBe(false);
    expect(hasExpired(surely)).toBe(true);
  });

  test('shows what the published type has, and nothing else', () => {
    expect(Object.keys(createHold(reservation, deviceTime())).sort()).toEqual(
      ['amount', 'currency', 'id', 'onExpire', 'reservation', 'seats', 'secondsLeft'].sort(),
    );
  });

  test('continues when the clock is set back', () => {
    const hold = createHold(reservation, deviceTimeAgo(10_000));
    vi.spyOn(Date, 'now').mockReturnValue(0);
    expect(hold.secondsLeft).toBe(289);
  });

  test('continues while the device sleeps, and calls the listener after it wakes', () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const hold = createHold(reservation, deviceTime());
    const listener = vi.fn();
    hold.onExpire(listener);
    const wakeTime = Date.now() + 400_000;
    vi.spyOn(Date, 'now').mockImplementation(() => wakeTime);
    expect(hold.secondsLeft).toBe(0);
    expect(listener).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1_000);
    expect(listener).toHaveBeenCalledOnce();
    vi.advanceTimersByTime(5_000);
    expect(listener).toHaveBeenCalledOnce();
  });

  test('calls no listener that was removed, and none once the hold has ended', () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance', 'Date'] });
    const hold = createHold(reservation, deviceTime());
    const listener = vi.fn();
    hold.onExpire(listener)();
    hold.onExpire(listener);
    endHold(hold);
    vi.advanceTimersByTime(400_000);
    expect(listener).not.toHaveBeenCalled();
  });
});
