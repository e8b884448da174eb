import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { QueueTicket } from '../src/api.ts';
import { TicketFollower, type TicketSources } from '../src/queue/ticket-follower.ts';

const ticket = (position: number | null, status: QueueTicket['status'] = 'WAITING'): QueueTicket =>
  ({ status, position, pollAfterSeconds: 5 }) as QueueTicket;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A stream that says what a test lets it say, and calls that answer what a test has them answer. */
function house(first: QueueTicket, signal?: AbortSignal) {
  let watcher: Parameters<TicketSources['watch']>[0] | undefined;
  let end = (_isOver: boolean, _retryAfter?: number) => {};
  const answers: (QueueTicket | number | Error)[] = [];
  const told: QueueTicket[] = [];
  const seen = { watches: 0, looks: 0, failure: undefined as unknown };
  const follower = new TicketFollower(
    first,
    {
      watch(next, signal) {
        seen.watches++;
        watcher = next;
        return new Promise((resolve) => {
          end = (isOver, retryAfter = 0) => resolve({ isOver, retryAfter });
          signal.addEventListener('abort', () => resolve({ isOver: false, retryAfter: 0 }));
        });
      },
      async look() {
        seen.looks++;
        const answer = answers.shift() ?? 0;
        if (answer instanceof Error) throw answer;
        return answer;
      },
    },
    signal,
  );
  const listening = (async () => {
    for (;;) told.push(await follower.next());
  })().catch((error: unknown) => {
    seen.failure = error;
  });
  return {
    follower,
    listening,
    answers,
    told,
    seen,
    say: (ticket: QueueTicket) => {
      watcher?.alive();
      watcher?.ticket(ticket);
    },
    ping: () => watcher?.alive(),
    end: (isOver: boolean, retryAfter?: number) => end(isOver, retryAfter),
  };
}

describe('a place is followed by two ways', () => {
  test('whoever hears the stream asks nothing beside it', async () => {
    const { say, ping, told, seen, follower } = house(ticket(9));
    for (let position = 8; position > 5; position--) {
      say(ticket(position));
      await vi.advanceTimersByTimeAsync(4_000);
      ping();
      await vi.advanceTimersByTimeAsync(4_000);
    }
    expect(told.map(({ position }) => position)).toEqual([8, 7, 6]);
    expect(seen).toMatchObject({ watches: 1, looks: 0 });
    follower.close();
  });

  test('a stream that says nothing is asked beside, at the pace of the server', async () => {
    const { answers, told, seen, follower } = house(ticket(9));
    answers.push(ticket(7), 0, ticket(4));
    await vi.advanceTimersByTimeAsync(15_100);
    expect(told.map(({ position }) => position)).toEqual([7, 4]);
    expect(seen).toMatchObject({ watches: 1, looks: 3 });
    follower.close();
  });

  test('what a stream brings late sends nobody back', async () => {
    const { answers, told, say, follower } = house(ticket(9));
    answers.push(ticket(3));
    await vi.advanceTimersByTimeAsync(5_100);
    for (const position of [8, 7, 4, 2]) say(ticket(position));
    say(ticket(null, 'PREQUEUE'));
    await vi.advanceTimersByTimeAsync(1);
    expect(told.map(({ position }) => position)).toEqual([3, 2]);
    follower.close();
  });

  test('a stream that the server ends is asked about soon, and one that is cut is begun anew', async () => {
    const { answers, end, seen, told, follower } = house(ticket(9));
    answers.push(ticket(8));
    end(true);
    await vi.advanceTimersByTimeAsync(250);
    expect(told).toMatchObject([{ position: 8 }]);
    expect(seen).toMatchObject({ watches: 2, looks: 1 });
    end(false);
    await vi.advanceTimersByTimeAsync(600);
    expect(seen).toMatchObject({ watches: 3, looks: 1 });
    follower.close();
  });

  test('a crowd whose streams all end at once does not ask at once', async () => {
    const houses = Array.from({ length: 50 }, () => house(ticket(9)));
    for (const { end } of houses) end(true);
    await vi.advanceTimersByTimeAsync(100);
    expect(houses.filter(({ seen }) => seen.looks > 0)).toEqual([]);
    await vi.advanceTimersByTimeAsync(87.5);
    const asked = houses.filter(({ seen }) => seen.looks > 0).length;
    expect(asked).toBeGreaterThan(5);
    expect(asked).toBeLessThan(45);
    for (const { follower } of houses) follower.close();
  });

  test('a stream is not begun anew before the server wants that', async () => {
    const { end, seen, follower } = house(ticket(9));
    end(false, 30_000);
    await vi.advanceTimersByTimeAsync(29_900);
    expect(seen.watches).toBe(1);
    await vi.advanceTimersByTimeAsync(400);
    expect(seen.watches).toBe(2);
    follower.close();
  });

  test('nobody asks before the server wants that, but for a pass that the stream told of', async () => {
    const { answers, say, ping, seen, follower } = house(ticket(9));
    answers.push(60_000, 60_000);
    await vi.advanceTimersByTimeAsync(5_100);
    ping();
    await vi.advanceTimersByTimeAsync(59_000);
    expect(seen.looks).toBe(1);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(seen.looks).toBe(2);
    say(ticket(null, 'ACTIVE'));
    await vi.advanceTimersByTimeAsync(1);
    expect(seen.looks).toBe(3);
    follower.close();
  });

  test('a pass that the stream told of is claimed by a call, though nobody reads on', async () => {
    const { answers, say, ping, seen, told } = house(ticket(9));
    answers.push(0, ticket(null, 'ACTIVE'));
    say(ticket(null, 'ACTIVE'));
    ping();
    expect(told).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(seen.looks).toBe(1);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(told).toMatchObject([{ status: 'ACTIVE' }]);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(seen).toMatchObject({ watches: 1, looks: 2 });
    expect(vi.getTimerCount()).toBe(0);
  });

  test('the end of the place is told, and everything stops', async () => {
    const { answers, listening, seen } = house(ticket(9));
    answers.push(new Error('it has ended'));
    await vi.advanceTimersByTimeAsync(5_100);
    await listening;
    expect(seen.failure).toMatchObject({ message: 'it has ended' });
    expect(vi.getTimerCount()).toBe(0);
  });

  test('an abort is told with its reason, and everything stops', async () => {
    const controller = new AbortController();
    const { listening, seen } = house(ticket(9), controller.signal);
    const reason = new Error('enough');
    controller.abort(reason);
    await listening;
    expect(seen.failure).toBe(reason);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(seen).toMatchObject({ watches: 1, looks: 0 });
    expect(vi.getTimerCount()).toBe(0);
  });
});
