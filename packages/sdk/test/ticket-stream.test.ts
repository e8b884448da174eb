import superjson from 'superjson';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { QueueTicket } from '../src/api.ts';
import type { QueueEntry } from '../src/queue/queue-entry.ts';
import { readTicketStream } from '../src/queue/ticket-stream.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A stream that says what a test has it say. */
function stream() {
  const encoder = new TextEncoder();
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const writer = writable.getWriter();
  const heard: QueueTicket[] = [];
  const alive = vi.fn();
  const ended = vi.fn();
  const transport = {
    url: 'https://sale.example/trpc',
    headers: async () => ({}),
    fetch: async () => new Response(readable),
  };
  const place = { transport, keep: (ticket: QueueTicket) => ticket } as unknown as QueueEntry;
  const watcher = { alive, ticket: (ticket: QueueTicket) => void heard.push(ticket) };
  void readTicketStream(place, watcher, new AbortController().signal).then(ended);
  const say = async (...parts: (string | Uint8Array)[]) => {
    for (const part of parts) {
      await writer.write(typeof part === 'string' ? encoder.encode(part) : part);
    }
    await vi.advanceTimersByTimeAsync(0);
  };
  return { say, heard, alive, ended, encoder };
}

test('a stream that is silent for 40 seconds is gone', async () => {
  const { say, ended } = stream();
  await vi.advanceTimersByTimeAsync(39_000);
  await say('event: ping\ndata: \n\n');
  await vi.advanceTimersByTimeAsync(39_000);
  expect(ended).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(ended).toHaveBeenCalledWith({ isOver: false, retryAfter: 0 });
  expect(vi.getTimerCount()).toBe(0);
});

test.each([
  ['a ticket', '\n'],
  ['one of another system', '\r\n'],
])('%s is read, however it is cut into pieces', async (_, eol) => {
  const { say, heard, alive, encoder } = stream();
  const ticket = { token: 'tök🎫en', status: 'WAITING', position: 3, joinedAt: new Date(0) };
  const lines = [
    '\uFEFF: a remark',
    ...['event: connected', 'data: {}', ''],
    ...[`data: ${superjson.stringify(ticket)}`, 'id: 1', ''],
    ...['event: ping', 'data: ', '', ''],
  ];
  const bytes = encoder.encode(lines.join(eol));
  await say(...Array.from(bytes, (byte) => Uint8Array.of(byte)));
  expect(heard).toEqual([ticket]);
  expect(alive).toHaveBeenCalledTimes(3);
});

test('a stream that the server ends is over', async () => {
  const { say, ended } = stream();
  await say('event: return\ndata: \n\n');
  expect(ended).toHaveBeenCalledWith({ isOver: true, retryAfter: 0 });
});

test('a stream that says what nobody understands has ended', async () => {
  const { say, ended, heard } = stream();
  await say('data: {oops\n\n');
  expect(ended).toHaveBeenCalledWith({ isOver: false, retryAfter: 0 });
  expect(heard).toEqual([]);
});
