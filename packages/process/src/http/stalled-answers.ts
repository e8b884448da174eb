import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { type KernelQueues, readKernelQueues } from './kernel-queues.ts';

/** How many times per time limit the connections are looked at. */
const LOOKS = 15;

export interface StallLimits {
  /** An answer of which the client takes nothing for so long is cut. */
  milliseconds: number;
  /** If all that stalled hold more unsent bytes than this, they are cut after a third of that time. */
  maxBytes: number;
}

/** A connection that has bytes to send. */
interface Sending {
  /** Bytes that Node has given to the kernel. */
  given: number;
  /** Bytes that the kernel had not delivered at the last look; null before the first one. */
  undelivered: number | null;
  /** When one of the two last changed. */
  since: number;
}

/**
 * Cuts connections whose client takes nothing of what was answered. A slow client that takes a little
 * now and then is never cut. Costs nothing per request: it looks at the connections every few seconds.
 */
export function cutStalledAnswers(server: Server, limits: StallLimits): void {
  const connections = new Set<Socket>();
  const sending = new Map<Socket, Sending>();
  server.on('connection', (socket) => {
    connections.add(socket);
    socket.once('close', () => {
      connections.delete(socket);
      sending.delete(socket);
    });
  });
  const look = async () => {
    const now = performance.now();
    for (const socket of connections) note(sending, socket, now);
    const oldest = Math.min(...[...sending.values()].map(({ since }) => since));
    // Reading the kernel's table takes milliseconds when there are thousands of connections.
    if (now - oldest < limits.milliseconds / 6) return;
    noteKernel(sending, await readKernelQueues(), now);
    cut(sending, { limits, now });
  };
  let looking = false;
  const timer = setInterval(() => {
    if (looking) return;
    looking = true;
    void look().finally(() => {
      looking = false;
    });
  }, limits.milliseconds / LOOKS);
  timer.unref();
  server.once('close', () => clearInterval(timer));
}

function note(sending: Map<Socket, Sending>, socket: Socket, now: number): void {
  if (socket.writableLength === 0) return void sending.delete(socket);
  const given = bytesGivenToKernel(socket);
  if (sending.get(socket)?.given === given) return;
  sending.set(socket, { given, undelivered: null, since: now });
}

function noteKernel(sending: Map<Socket, Sending>, queues: KernelQueues, now: number): void {
  for (const [socket, entry] of sending) {
    const undelivered = queues(socket);
    if (entry.undelivered !== null && entry.undelivered !== undelivered) entry.since = now;
    entry.undelivered = undelivered;
  }
}

function cut(
  sending: Map<Socket, Sending>,
  { limits, now }: { limits: StallLimits; now: number },
): void {
  const third = limits.milliseconds / 3;
  const stalled = [...sending].filter(([, { since }]) => now - since >= third);
  const bytes = stalled.reduce((sum, [{ writableLength }]) => sum + writableLength, 0);
  const patience = bytes > limits.maxBytes ? third : limits.milliseconds;
  for (const [socket, { since }] of stalled) if (now - since >= patience) socket.destroy();
}

/**
 * Of a write that the kernel took only in part, `bytesWritten` already counts the whole. Node's own idle
 * timeout reads the same field of the handle.
 */
function bytesGivenToKernel(socket: Socket): number {
  const { _handle: handle } = socket as {
    _handle?: { bytesWritten: number; writeQueueSize: number };
  };
  return handle ? handle.bytesWritten - handle.writeQueueSize : 0;
}
