import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { QueueTicket } from '../../src/api.ts';
import { TicketFollower, type TicketSources } from '../../src/queue/ticket-follower.ts';

const ticket = (position: number | null, status: QueueTicket['status'] = 'WAITING'): QueueTicket =>
  ({ status, position, pollAfterSeconds: 5 }) as QueueTicket;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A follower whose stream sends what the test sends, and whose polls return the answers of the test. */
function follow(first: QueueTicket, signal?: AbortSignal) {
  let listener: Parameters<TicketSources['stream']>[0] | undefined;
  let endStream = (_endedByServer: boolean, _retryAfter?: number) => {};
  const answers: (QueueTicket | number | Error)[] = [];
  const received: QueueTicket[] = [];
  const seen = { streams: 0, polls: 0, failure: undefined as unknown };
  const follower = new TicketFollower(
    first,
    {
      stream(next, signal) {
        seen.streams++;
        listener = next;
        return new Promise((resolve) => {
          endStream = (endedByServer, retryAfter = 0) => resolve({ endedByServer, retryAfter });
          signal.addEventListener('abort', () => resolve({ endedByServer: false, retryAfter: 0 }));
        });
      },
      async poll() {
        seen.polls++;
        const answer = answers.shift() ?? 0;
        if (answer instanceof Error) throw answer;
        return answer;
      },
    },
    signal,
  );
  const reading = (async () => {
    for (;;) received.push(await follower.next());
  })().catch((error: unknown) => {
    seen.failure = error;
  });
  return {
    follower,
    reading,
    answers,
    received,
    seen,
    send: (ticket: QueueTicket) => {
      listener?.onActivity();
      listener?.onTicket(ticket);
    },
    ping: () => listener?.onActivity(),
    endStream: (endedByServer: boolean, retryAfter?: number) =>
      endStream(endedByServer, retryAfter),
  };
}

describe('an entry is followed over the stream and by polls', () => {
  test('while the stream is active, nothing is polled', async () => {
    const { send, ping, received, seen, follower } = follow(ticket(9));
    for (let position = 8; position > 5; position--) {
      send(ticket(position));
      await vi.advanceTimersByTimeAsync(4_000);
      ping();
      await vi.advanceTimersByTimeAsync(4_000);
    }
    expect(received.map(({ position }) => position)).toEqual([8, 7, 6]);
    expect(seen).toMatchObject({ streams: 1, polls: 0 });
    follower.close();
  });

  test('while the stream is silent, the ticket is polled every pollAfterSeconds', async () => {
    const { answers, received, seen, follower } = follow(ticket(9));
    answers.push(ticket(7), 0, ticket(4));
    await vi.advanceTimersByTimeAsync(15_100);
    expect(received.map(({ position }) => position)).toEqual([7, 4]);
    expect(seen).toMatchObject({ streams: 1, polls: 3 });
    follower.close();
  });

  test('an older ticket that the stream brings late is ignored', async () => {
    const { answers, received, send, follower } = follow(ticket(9));
    answers.push(ticket(3));
    await vi.advanceTimersByTimeAsync(5_100);
    for (const position of [8, 7, 4, 2]) send(ticket(position));
    send(ticket(null, 'PREQUEUE'));
    await vi.advanceTimersByTimeAsync(1);
    expect(received.map(({ position }) => position)).toEqual([3, 2]);
    follower.close();
  });

  test('after a stream that the server ended comes a poll, after a broken one only a new stream', async () => {
    const { answers, endStream, seen, received, follower } = follow(ticket(9));
    answers.push(ticket(8));
    endStream(true);
    await vi.advanceTimersByTimeAsync(250);
    expect(received).toMatchObject([{ position: 8 }]);
    expect(seen).toMatchObject({ streams: 2, polls: 1 });
    endStream(false);
    await vi.advanceTimersByTimeAsync(600);
    expect(seen).toMatchObject({ streams: 3, polls: 1 });
    follower.close();
  });

  test('many clients whose streams end together do not poll together', async () => {
    const clients = Array.from({ length: 50 }, () => follow(ticket(9)));
    for (const { endStream } of clients) endStream(true);
    await vi.advanceTimersByTimeAsync(100);
    expect(clients.filter(({ seen }) => seen.polls > 0)).toEqual([]);
    await vi.advanceTimersByTimeAsync(87.5);
    const polled = clients.filter(({ seen }) => seen.polls > 0).length;
    expect(polled).toBeGreaterThan(5);
    expect(polled).toBeLessThan(45);
    for (const { follower } of clients) follower.close();
  });

  test('no new stream is opened before the time that the server asked for', async () => {
    const { endStream, seen, follower } = follow(ticket(9));
    endStream(false, 30_000);
    await vi.advanceTimersByTimeAsync(29_900);
    expect(seen.streams).toBe(1);
    await vi.advanceTimersByTimeAsync(400);
    expect(seen.streams).toBe(2);
    follower.close();
  });

  test('nothing is polled before the time that the server asked for, except to claim a pass', async () => {
    const { answers, send, ping, seen, follower } = follow(ticket(9));
    answers.push(60_000, 60_000);
    await vi.advanceTimersByTimeAsync(5_100);
    ping();
    await vi.advanceTimersByTimeAsync(59_000);
    expect(seen.polls).toBe(1);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(seen.polls).toBe(2);
    send(ticket(null, 'ACTIVE'));
    await vi.advanceTimersByTimeAsync(1);
    expect(seen.polls).toBe(3);
    follower.close();
  });

  test('a pass that the stream announced is claimed by a poll, and tried again after a failure', async () => {
    const { answers, send, ping, seen, received } = follow(ticket(9));
    answers.push(0, ticket(null, 'ACTIVE'));
    send(ticket(null, 'ACTIVE'));
    ping();
    expect(received).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(seen.polls).toBe(1);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(received).toMatchObject([{ status: 'ACTIVE' }]);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(seen).toMatchObject({ streams: 1, polls: 2 });
    expect(vi.getTimerCount()).toBe(0);
  });

  test('the end of the entry rejects, and stops stream and polls', async () => {
    const { answers, reading, seen } = follow(ticket(9));
    answers.push(new Error('it has ended'));
    await vi.advanceTimersByTimeAsync(5_100);
    await reading;
    expect(seen.failure).toMatchObject({ message: 'it has ended' });
    expect(vi.getTimerCount()).toBe(0);
  });

  test('an abort rejects with its reason, and stops stream and polls', async () => {
    const controller = new AbortController();
    const { reading, seen } = follow(ticket(9), controller.signal);
    const reason = new Error('enough');
    controller.abort(reason);
    await reading;
    expect(seen.failure).toBe(reason);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(seen).toMatchObject({ streams: 1, polls: 0 });
    expect(vi.getTimerCount()).toBe(0);
  });
});
