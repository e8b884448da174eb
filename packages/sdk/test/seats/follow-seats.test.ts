import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import superjson from 'superjson';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Availability, AvailabilityInput } from '../../src/api.ts';
import type { QueueEntry } from '../../src/queue/queue-entry.ts';
import { followSeats } from '../../src/seats/follow-seats.ts';
import type { LiveAvailability } from '../../src/seats/live-availability.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Lets what was written be read and told: streams need turns of the event loop, whose timers are not the test's. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 50; turn++) {
    await turnOfTheLoop();
    await vi.advanceTimersByTimeAsync(0);
  }
}

const PERFORMANCE = 'p';
const common = { performanceId: PERFORMANCE, general: [], mine: [] };
const whole = (version: number, places: string, mine: number[] = []): Availability => ({
  ...{ ...common, version, full: true, places, mine },
});
const delta = (
  version: number,
  changed: Availability['changed'] = [],
  mine: number[] = [],
): Availability => ({ ...common, version, full: false, changed, mine });

/** Follows seats over streams that the test writes, and polls that the test answers. */
function follow() {
  const encoder = new TextEncoder();
  const streams: { input: AvailabilityInput; write: (text: string) => Promise<void> }[] = [];
  const polls: AvailabilityInput[] = [];
  const answers: (Availability | Promise<Availability>)[] = [];
  const asked = vi.fn();
  const transport = {
    url: 'https://sale.example/trpc',
    async headers() {
      asked();
      return {};
    },
    async fetch(url: string) {
      const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
      const writer = writable.getWriter();
      streams.push({
        input: superjson.parse(new URL(url).searchParams.get('input') ?? ''),
        write: (text) => writer.write(encoder.encode(text)),
      });
      return new Response(readable);
    },
    api: {
      concert: {
        availability: {
          async query(input: AvailabilityInput) {
            polls.push(input);
            return answers.shift() ?? delta(input.sinceVersion ?? 0);
          },
        },
      },
    },
  };
  const entry = { transport, onError() {} } as unknown as QueueEntry;
  const onOwnChange = new Set<() => void>();
  const controller = new AbortController();
  const hasEnded = vi.fn(() => false);
  const followed = { entry, performanceId: PERFORMANCE, hasEnded, onOwnChange };
  const states = followSeats(followed, controller.signal);
  const seen: LiveAvailability[] = [];
  const send = async (answer: Availability, stream = streams.length - 1) => {
    await settle();
    const open = streams[stream];
    if (!open) throw new Error('there is no stream yet');
    await open.write(`data: ${superjson.stringify(answer)}\n\n`);
    await settle();
  };
  return {
    ...{ states, seen, streams, polls, answers, send, asked, hasEnded, onOwnChange },
    /** Reads every state at once. */
    read: async () => {
      void (async () => {
        for await (const state of states) seen.push(state);
      })().catch(() => {});
      await settle();
    },
    /** Ends everything that still runs. */
    close: async () => {
      controller.abort();
      await vi.advanceTimersByTimeAsync(10_000);
      await settle();
      expect(vi.getTimerCount()).toBe(0);
    },
  };
}

test('states are whole, and say what has changed', async () => {
  const { read, send, seen, close } = follow();
  await read();
  await send(whole(10, 'AAAA-'));
  await send(delta(11, [[1, 'H']], [1]));
  await send(
    delta(12, [
      [0, 'S'],
      [1, 'A'],
    ]),
  );
  await send(delta(13, [[1, 'A']], [3]));
  expect(seen.map(({ places, mine, changed }) => [places, mine, changed])).toEqual([
    ['AAAA-', [], null],
    ['AHAA-', [1], [1]],
    ['SAAA-', [], [0, 1]],
    ['SAAA-', [3], [3]],
  ]);
  await close();
});

test('who reads slowly gets the newest state, with all that changed since the one before', async () => {
  const { states, send, close } = follow();
  const first = states.next();
  await settle();
  await send(whole(10, 'AAAA'));
  expect((await first).value).toMatchObject({ places: 'AAAA' });
  await send(delta(11, [[1, 'H']]));
  await send(delta(12, [[2, 'S']]));
  expect((await states.next()).value).toMatchObject({ places: 'AHSA', changed: [1, 2] });
  await close();
});

test('another server answers in full, and only what is other is told', async () => {
  const { read, send, seen, streams, close } = follow();
  await read();
  await send(whole(10, 'AAAA'));
  await streams[0]?.write('event: return\ndata: \n\n');
  await vi.advanceTimersByTimeAsync(1_000);
  expect(streams.map(({ input }) => input.sinceVersion)).toEqual([undefined, 10]);
  await send(whole(7_000, 'AAHA'));
  await send(delta(7_001, [[2, 'A']]));
  expect(seen.map(({ places, changed }) => [places, changed])).toEqual([
    ['AAAA', null],
    ['AAHA', [2]],
    ['AAAA', [2]],
  ]);
  await close();
});

test('a full answer that is the same as before is not told', async () => {
  const { read, send, seen, streams, close } = follow();
  await read();
  await send(whole(10, 'AAAA'));
  await streams[0]?.write('event: return\ndata: \n\n');
  await vi.advanceTimersByTimeAsync(1_000);
  await send(whole(7_000, 'AAAA'));
  expect(seen).toHaveLength(1);
  await close();
});

test('a stream that brings nothing is polled beside; what it brings late is not used, and it is opened again', async () => {
  const { read, send, seen, streams, polls, answers, close } = follow();
  answers.push(whole(10, 'AAAA'), delta(11, [[0, 'H']]));
  await read();
  await vi.advanceTimersByTimeAsync(4_000);
  expect(polls.map(({ sinceVersion }) => sinceVersion)).toEqual([undefined, 10]);
  expect(seen.map(({ places }) => places)).toEqual(['AAAA', 'HAAA']);
  await send(whole(9, 'SSSS'));
  await vi.advanceTimersByTimeAsync(1_000);
  expect(seen).toHaveLength(2);
  expect(streams.map(({ input }) => input.sinceVersion)).toEqual([undefined, 11]);
  await send(delta(12, [[3, 'H']]));
  expect(seen.at(-1)).toMatchObject({ places: 'HAAH', changed: [3] });
  await close();
});

test('an answer of a poll that the stream has overtaken is not used', async () => {
  const { read, send, seen, answers, close } = follow();
  const { promise, resolve } = Promise.withResolvers<Availability>();
  answers.push(promise);
  await read();
  await vi.advanceTimersByTimeAsync(2_000);
  await send(whole(10, 'HHHH'));
  resolve(whole(9, 'AAAA'));
  await settle();
  expect(seen.map(({ places }) => places)).toEqual(['HHHH']);
  await close();
});

test('a stream with signs of life is not polled; one that is silent for 20 seconds is', async () => {
  const { read, send, streams, polls, asked, close } = follow();
  await read();
  await send(whole(10, 'AAAA'));
  await vi.advanceTimersByTimeAsync(15_000);
  await streams[0]?.write('event: ping\ndata: \n\n');
  await vi.advanceTimersByTimeAsync(15_000);
  expect(polls).toEqual([]);
  // Whether the same user is signed in.
  expect(asked.mock.calls.length).toBeGreaterThan(10);
  await vi.advanceTimersByTimeAsync(8_000);
  expect(polls.length).toBeGreaterThan(0);
  await close();
});

test('once the pass has ended the server is asked, though the stream goes on', async () => {
  const { read, send, polls, hasEnded, close } = follow();
  await read();
  await send(whole(10, 'AAAA'));
  hasEnded.mockReturnValue(true);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(polls).toHaveLength(1);
  await close();
});

test('an own change is asked for at once where there is no stream', async () => {
  const { read, send, polls, answers, onOwnChange, close } = follow();
  answers.push(whole(10, 'AAAA'));
  await read();
  await vi.advanceTimersByTimeAsync(2_000);
  expect(polls).toHaveLength(1);
  for (const look of onOwnChange) look();
  await settle();
  expect(polls).toHaveLength(2);
  await send(whole(9, 'AAAA'));
  await vi.advanceTimersByTimeAsync(1_000);
  await send(delta(11, [[0, 'H']]));
  for (const look of onOwnChange) look();
  await settle();
  expect(polls.length).toBeLessThan(4);
  await close();
  expect(onOwnChange.size).toBe(0);
});
