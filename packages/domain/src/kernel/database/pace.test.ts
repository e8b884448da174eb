import { describe, expect, test } from 'vitest';
import { inBatches } from './batches.ts';
import { createPace, type PaceClock, SHORTEST_PAUSE } from './pace.ts';

/** A clock that goes on only when a piece of work or a pause takes time. */
function handClock(): PaceClock & {
  work(milliseconds: number): void;
  worked: number;
  slept: number;
} {
  let time = 0;
  const clock = {
    worked: 0,
    slept: 0,
    now: () => time,
    work(milliseconds: number) {
      time += milliseconds;
      clock.worked += milliseconds;
    },
    async sleep(milliseconds: number) {
      time += milliseconds;
      clock.slept += milliseconds;
    },
  };
  return clock;
}

describe('a pace', () => {
  test.each([0.5, 0.1, 0.01])(
    'of %f leaves the rest of the time before each further piece',
    async (share) => {
      const clock = handClock();
      const pace = createPace({ share, clock });
      for (const milliseconds of [30, 500, 1, 2, 3, 40, 40, 7_000, 25]) {
        const { worked } = clock;
        await pace.run(async () => clock.work(milliseconds));
        // A short pause may be left for the next one.
        expect(clock.slept).toBeGreaterThanOrEqual(worked * (1 / share - 1) - SHORTEST_PAUSE);
        expect(clock.slept).toBeLessThanOrEqual(worked * (1 / share - 1));
      }
      expect(pace.seconds()).toBeCloseTo(clock.worked / 1000);
    },
  );

  test('counts a piece that fails', async () => {
    const clock = handClock();
    const pace = createPace({ share: 0.1, clock });
    const failing = pace.run(async () => {
      clock.work(100);
      throw new Error('of the test');
    });
    await expect(failing).rejects.toThrow('of the test');
    await pace.run(async () => {});
    expect(clock.slept).toBe(900);
  });

  test('pauses no more once the signal is aborted, and a sweep begins no further batch', async () => {
    const clock = handClock();
    const abort = new AbortController();
    const pace = createPace({ share: 0.1, signal: abort.signal, clock });
    let batches = 0;
    const rows = await inBatches({ batch: 5, pace, signal: abort.signal }, async () => {
      clock.work(100);
      batches += 1;
      if (batches === 3) abort.abort();
      return Array.from({ length: 5 });
    });
    expect({ rows, batches, slept: clock.slept }).toEqual({ rows: 15, batches: 3, slept: 1_800 });
  });

  test('ends a pause at once when the signal is aborted', async () => {
    const abort = new AbortController();
    const pace = createPace({ share: 0.000_001, signal: abort.signal });
    await pace.run(() => new Promise((resolve) => setTimeout(resolve, 5)));
    const paused = pace.pause();
    abort.abort();
    // Without the abort this would take an hour.
    await paused;
  });
});
