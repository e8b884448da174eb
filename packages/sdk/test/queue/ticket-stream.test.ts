import superjson from 'superjson';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { QueueTicket } from '../../src/api.ts';
import type { QueueEntry } from '../../src/queue/queue-entry.ts';
import { readTicketStream } from '../../src/queue/ticket-stream.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Reads a stream to which the test writes. */
function readStream() {
  const encoder = new TextEncoder();
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const writer = writable.getWriter();
  const received: QueueTicket[] = [];
  const onActivity = vi.fn();
  const ended = vi.fn();
  const transport = {
    url: 'https://sale.example/trpc',
    headers: async () => ({}),
    fetch: async () => new Response(readable),
  };
  const remember = (ticket: QueueTicket) => ticket;
  const entry = { transport, remember } as unknown as QueueEntry;
  const listener = { onActivity, onTicket: (ticket: QueueTicket) => void received.push(ticket) };
  void readTicketStream(entry, listener, new AbortController().signal).then(ended);
  const write = async (...parts: (string | Uint8Array)[]) => {
    for (const part of parts) {
      await writer.write(typeof part === 'string' ? encoder.encode(part) : part);
    }
    await vi.advanceTimersByTimeAsync(0);
  };
  return { write, received, onActivity, ended, encoder };
}

test('a stream that is silent for 40 seconds counts as broken', async () => {
  const { write, ended } = readStream();
  await vi.advanceTimersByTimeAsync(39_000);
  await write('event: ping\ndata: \n\n');
  await vi.advanceTimersByTimeAsync(39_000);
  expect(ended).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(ended).toHaveBeenCalledWith({ endedByServer: false, retryAfter: 0 });
  expect(vi.getTimerCount()).toBe(0);
});

test.each([
  ['LF', '\n'],
  ['CRLF', '\r\n'],
])('events with %s line ends are read, however the bytes are split', async (_, eol) => {
  const { write, received, onActivity, encoder } = readStream();
  const ticket = { token: 'tök🎫en', status: 'WAITING', position: 3, joinedAt: new Date(0) };
  const lines = [
    '\uFEFF: a comment',
    ...['event: connected', 'data: {}', ''],
    ...[`data: ${superjson.stringify(ticket)}`, 'id: 1', ''],
    ...['event: ping', 'data: ', '', ''],
  ];
  const bytes = encoder.encode(lines.join(eol));
  await write(...Array.from(bytes, (byte) => Uint8Array.of(byte)));
  expect(received).toEqual([ticket]);
  expect(onActivity).toHaveBeenCalledTimes(3);
});

test('the server can end a stream', async () => {
  const { write, ended } = readStream();
  await write('event: return\ndata: \n\n');
  expect(ended).toHaveBeenCalledWith({ endedByServer: true, retryAfter: 0 });
});

test('data that cannot be parsed ends the stream as broken', async () => {
  const { write, ended, received } = readStream();
  await write('data: {oops\n\n');
  expect(ended).toHaveBeenCalledWith({ endedByServer: false, retryAfter: 0 });
  expect(received).toEqual([]);
});
