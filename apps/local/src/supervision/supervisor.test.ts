import { describe, expect, test } from 'vitest';
import { EndedAtStart, type Part } from './part.ts';
import { supervise } from './supervisor.ts';

interface TestPart extends Part {
  end(words: string): void;
}

function part(): TestPart {
  let words = '';
  let settle = () => {};
  const exited = new Promise<void>((resolve) => {
    settle = resolve;
  });
  return {
    exited,
    lastWords: () => words,
    async stop() {
      settle();
    },
    end(said) {
      words = said;
      settle();
    },
  };
}

/** Supervises a part whose restarts do what `restart` says; pauses take no time and are recorded. */
function supervised(restart: (attempt: number) => Promise<TestPart>) {
  const first = part();
  const [pauses, reports]: [number[], string[]] = [[], []];
  let attempts = 0;
  const supervision = supervise({
    name: 'The server',
    first,
    restart: () => {
      attempts += 1;
      return restart(attempts);
    },
    report: (message) => void reports.push(message),
    pause: async (milliseconds) => void pauses.push(milliseconds),
  });
  return { ...supervision, first, pauses, reports };
}

const endsAtOnce = async (words: string) => {
  const started = part();
  started.end(words);
  return started;
};

describe('a part that ends', () => {
  test('is started again, which is said in a line each', async () => {
    const again = part();
    const { first, reports, pauses, stop, lost } = supervised(async () => again);
    first.end('a reason');
    await expect.poll(() => reports).toHaveLength(2);
    expect(reports).toEqual([
      'The server ended unexpectedly; starting it again',
      'The server runs again.',
    ]);
    expect(pauses).toEqual([250]);
    await stop();
    await again.exited;
    expect(await Promise.race([lost, 'not lost'])).toBe('not lost');
  });

  test('at once, five times: is given up with its last words, after growing pauses', async () => {
    const { first, lost, pauses } = supervised((attempt) => endsAtOnce(`reason ${attempt}`));
    first.end('reason 0');
    expect(await lost).toBe('The server ended 5 times at once. Its last words:\nreason 4');
    expect(pauses).toEqual([250, 500, 1_000, 2_000]);
  });

  test('and cannot be started five times: is given up with the last words of the start', async () => {
    const { first, lost, reports } = supervised(async () => {
      throw new EndedAtStart('server', 'PORT: in use');
    });
    first.end('');
    expect(await lost).toMatch(/PORT: in use$/);
    expect(reports).toContain('The server could not start; starting it again');
    expect(reports).not.toContain('The server runs again.');
  });

  test('for want of disk space: is tried for ever, every 10 seconds at last, which is said once a minute', async () => {
    const again = part();
    const { first, pauses, reports, stop } = supervised(async (attempt) => {
      if (attempt > 20) return again;
      throw new Error('FATAL: could not write lock file "postmaster.pid": No space left on device');
    });
    first.end('PANIC: could not write to file: No space left on device');
    await expect.poll(() => reports.at(-1)).toBe('The server runs again.');
    expect(pauses).toHaveLength(21);
    expect(pauses.slice(-2)).toEqual([10_000, 10_000]);
    const full = 'The server waits, because the disk is full. It starts when there is space.';
    // The pauses are 0.25, 0.5, 1, 2, 4 and 8 seconds, then 15 times 10.
    expect(reports).toEqual([full, full, full, 'The server runs again.']);
    await stop();
  });

  test('during a stop: what its restart brings is stopped', async () => {
    const again = part();
    let start: (started: TestPart) => void = () => {};
    const { first, stop, reports } = supervised(
      () =>
        new Promise((resolve) => {
          start = resolve;
        }),
    );
    first.end('');
    await expect.poll(() => reports).toHaveLength(1);
    const stopped = stop();
    start(again);
    await stopped;
    await again.exited;
    expect(reports).toEqual(['The server ended unexpectedly; starting it again']);
  });
});
