import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** What happens to a request or to its answer. */
export type Fault =
  | 'reset in the request'
  | 'reset after the request'
  | 'reset before the answer'
  | 'closed in the answer'
  | 'request dropped'
  | 'sent twice'
  | 'answer late'
  | 'answer buffered';

export interface TcpProxy {
  url: string;
  /** Sets the faults of the next calls of a procedure, in order. */
  fail(procedure: string, ...faults: Fault[]): void;
  /** How many requests for a procedure came. */
  requests(procedure: string): number;
  /** How many of the faults have not happened yet. */
  faultsLeft(): number;
  /** Keeps every connection open but forwards nothing, as if the device slept. */
  freeze(): void;
  unfreeze(): void;
  /** Resets every open connection. */
  reset(): void;
  /** Resets every open connection and each new one, as if the server were gone. */
  cut(): void;
  restore(): void;
  close(): Promise<void>;
}

/** A TCP proxy in front of a server that breaks connections as the test says. */
export async function startProxy(target: string, lateMilliseconds = 1_500): Promise<TcpProxy> {
  const { hostname, port } = new URL(target);
  const faults = new Map<string, Fault[]>();
  const requests = new Map<string, number>();
  const sockets = new Set<Socket>();
  let isFrozen = false;
  let isCut = false;
  const track = (socket: Socket): Socket => {
    sockets.add(socket);
    if (isFrozen) socket.pause();
    socket.on('close', () => sockets.delete(socket));
    return socket.on('error', () => socket.destroy());
  };
  const connectToServer = () => track(connect(Number(port), hostname));

  const server = createServer((socket) => {
    if (isCut) return void socket.on('error', () => {}).resetAndDestroy();
    const client = track(socket);
    const upstream = connectToServer();
    let fault: Fault | undefined;
    let request = Buffer.alloc(0);
    client.on('data', (bytes) => {
      request = Buffer.concat([request, bytes]);
      if (!isWhole(request)) return;
      const whole = request;
      request = Buffer.alloc(0);
      const procedure = procedureOf(whole);
      requests.set(procedure, (requests.get(procedure) ?? 0) + 1);
      fault = faults.get(procedure)?.shift();
      switch (fault) {
        case 'reset in the request':
          upstream.write(whole.subarray(0, whole.length / 2));
          client.resetAndDestroy();
          upstream.end();
          return;
        case 'reset after the request':
          upstream.write(whole);
          client.resetAndDestroy();
          return;
        case 'request dropped':
          return;
        case 'sent twice':
          connectToServer().end(whole);
      }
      upstream.write(whole);
    });
    upstream.on('data', (bytes) => {
      switch (fault) {
        case 'reset before the answer':
          client.resetAndDestroy();
          return;
        case 'closed in the answer':
          client.end(bytes.subarray(0, bytes.length / 2));
          return;
        case 'answer late':
          setTimeout(() => client.writable && client.write(bytes), lateMilliseconds);
          return;
        case 'answer buffered':
          return;
        default:
          if (client.writable) client.write(bytes);
      }
    });
    client.on('end', () => upstream.end());
    client.on('close', () => fault !== 'reset after the request' && upstream.destroy());
    upstream.on('close', () => fault !== 'request dropped' && client.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    fail: (procedure, ...next) =>
      void faults.set(procedure, [...(faults.get(procedure) ?? []), ...next]),
    requests: (procedure) => requests.get(procedure) ?? 0,
    faultsLeft: () => [...faults.values()].flat().length,
    freeze() {
      isFrozen = true;
      for (const socket of sockets) socket.pause();
    },
    unfreeze() {
      isFrozen = false;
      for (const socket of sockets) socket.resume();
    },
    reset() {
      for (const socket of sockets) socket.resetAndDestroy();
    },
    cut() {
      isCut = true;
      for (const socket of sockets) socket.resetAndDestroy();
    },
    restore() {
      isCut = false;
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
