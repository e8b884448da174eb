import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** What happens to a request, or to its answer, between the client and the server. */
export type Fault =
  | 'half the request, then a reset'
  | 'reset once it was sent'
  | 'reset before the answer'
  | 'half the answer, then the end'
  | 'swallowed'
  | 'sent twice'
  | 'answered late'
  | 'answer kept back';

export interface TcpProxy {
  url: string;
  /** What happens to the next calls of a procedure, in order. */
  strike(procedure: string, ...faults: Fault[]): void;
  /** How many calls of a procedure came by. */
  asked(procedure: string): number;
  /** Faults that no call has met. */
  left(): number;
  /** Keeps every connection open and passes nothing on, as a device that sleeps. */
  freeze(): void;
  thaw(): void;
  /** Resets every connection that is open. */
  reset(): void;
  close(): Promise<void>;
}

/** A TCP proxy before a server, which does to its connections what networks do. */
export async function startProxy(target: string, lateMilliseconds = 1_500): Promise<TcpProxy> {
  const { hostname, port } = new URL(target);
  const faults = new Map<string, Fault[]>();
  const asked = new Map<string, number>();
  const sockets = new Set<Socket>();
  let isFrozen = false;
  const track = (socket: Socket): Socket => {
    sockets.add(socket);
    if (isFrozen) socket.pause();
    socket.on('close', () => sockets.delete(socket));
    return socket.on('error', () => socket.destroy());
  };
  const reach = () => track(connect(Number(port), hostname));

  const server = createServer((socket) => {
    const client = track(socket);
    const upstream = reach();
    let fault: Fault | undefined;
    let request = Buffer.alloc(0);
    client.on('data', (bytes) => {
      request = Buffer.concat([request, bytes]);
      if (!isWhole(request)) return;
      const whole = request;
      request = Buffer.alloc(0);
      const procedure = procedureOf(whole);
      asked.set(procedure, (asked.get(procedure) ?? 0) + 1);
      fault = faults.get(procedure)?.shift();
      switch (fault) {
        case 'half the request, then a reset':
          upstream.write(whole.subarray(0, whole.length / 2));
          client.resetAndDestroy();
          upstream.end();
          return;
        case 'reset once it was sent':
          upstream.write(whole);
          client.resetAndDestroy();
          return;
        case 'swallowed':
          return;
        case 'sent twice':
          reach().end(whole);
      }
      upstream.write(whole);
    });
    upstream.on('data', (bytes) => {
      switch (fault) {
        case 'reset before the answer':
          client.resetAndDestroy();
          return;
        case 'half the answer, then the end':
          client.end(bytes.subarray(0, bytes.length / 2));
          return;
        case 'answered late':
          setTimeout(() => client.writable && client.write(bytes), lateMilliseconds);
          return;
        case 'answer kept back':
          return;
        default:
          if (client.writable) client.write(bytes);
      }
    });
    client.on('end', () => upstream.end());
    client.on('close', () => fault !== 'reset once it was sent' && upstream.destroy());
    upstream.on('close', () => fault !== 'swallowed' && client.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    strike: (procedure, ...next) =>
      void faults.set(procedure, [...(faults.get(procedure) ?? []), ...next]),
    asked: (procedure) => asked.get(procedure) ?? 0,
    left: () => [...faults.values()].flat().length,
    freeze() {
      isFrozen = true;
      for (const socket of sockets) socket.pause();
    },
    thaw() {
      isFrozen = false;
      for (const socket of sockets) socket.resume();
    },
    reset() {
      for (const socket of sockets) socket.resetAndDestroy();
    },
    async close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

const HEAD_END = '\r\n\r\n';

function isWhole(request: Buffer): boolean {
  const end = request.indexOf(HEAD_END);
  if (end < 0) return false;
  const head = request.subarray(0, end).toString('latin1');
  const length = Number(/^content-length: (\d+)/im.exec(head)?.[1] ?? 0);
  return request.length >= end + HEAD_END.length + length;
}

const procedureOf = (request: Buffer): string =>
  /^\w+ \/trpc\/([\w.]+)/.exec(request.toString('latin1', 0, 200))?.[1] ?? '';
