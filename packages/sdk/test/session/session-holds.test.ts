import { afterEach, expect, test, vi } from 'vitest';
import type { InLineApi, Reservation } from '../../src/api.ts';
import { hasExpired } from '../../src/session/hold.ts';
import { createSessionHolds } from '../../src/session/session-holds.ts';
import { createServerClock } from '../../src/time/server-clock.ts';
import type { FrontrowResponse } from '../../src/transport/fetch.ts';

afterEach(() => vi.useRealTimers());

const START = Date.UTC(2026, 0, 1);
const HOLD_MILLISECONDS = 300_000;

/** The hold of a reservation that a page finds, made `ago` milliseconds before by the server's clock. */
function foundHold({ ago, serverTime }: { ago: number; serverTime: number }) {
  const clock = createServerClock();
  const date = new Date(serverTime).toUTCString();
  clock.observe(new Response(null, { headers: { date } }) as unknown as FrontrowResponse);
  const heldAt = new Date(serverTime - ago);
  const holdExpiresAt = new Date(heldAt.getTime() + HOLD_MILLISECONDS);
  const holds = createSessionHolds({} as InLineApi, clock);
  return holds.register({ id: 'r', heldAt, holdExpiresAt, seats: [] } as unknown as Reservation);
}

test.each([0, 1, 500, 999])(
  'a found hold expires within a second after the server, never before: %i ms into a second',
  (cut) => {
    vi.useFakeTimers({ toFake: ['performance', 'Date'], now: START });
    const left = 1_700;
    const serverTime = START + 3_600_000 + cut;
    const hold = foundHold({ ago: HOLD_MILLISECONDS - left, serverTime });
    for (let passed = 0; passed <= left + 1_000; passed += 50) {
      if (passed < left) expect(hasExpired(hold), `after ${passed} ms`).toBe(false);
      expect(hold.secondsLeft, `after ${passed} ms`).toBeLessThanOrEqual(
        Math.max(0, Math.floor((left - passed) / 1_000)),
      );
      vi.advanceTimersByTime(50);
    }
    expect(hasExpired(hold)).toBe(true);
  },
);
