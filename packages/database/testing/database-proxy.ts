import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** When the proxy cuts a connection: before the database gets the message, or after it has answered it. */
export type Cut = 'before' | 'after';

export interface DatabaseProxy {
  url: string;
  /** Cuts the connection of the next message that has this in it: the text of a query, or a statement's name. */
  cutAt(part: RegExp, when: Cut): void;
  /** Whether the message to cut at has come. */
  hasCut(): boolean;
  /** How many times a client has sent something and waited for an answer, since the last call of this. */
  takeRoundTrips(): number;
  /** The texts and names that clients have sent since the last call of this. */
  takeMessages(): string[];
  close(): Promise<void>;
}

export interface ProxyOptions {
  /** Tells clients another process id than the backend's, as a pooler does. */
  asPooler?: boolean;
  /** How long each answer takes, so that what is sent in one go comes before it. */
  delayMilliseconds?: number;
}

/** A proxy in front of Postgres that counts, delays, and cuts connections as a test says. */
export async function startDatabaseProxy(
  target: string,
  { asPooler = false, delayMilliseconds = 0 }: ProxyOptions = {},
): Promise<DatabaseProxy> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  let cut: { part: RegExp; when: Cut } | null = null;
  let roundTrips = 0;
  const messages: string[] = [];
  const track = (socket: Socket): Socket => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    return socket.on('error', () => socket.destroy());
  };

  const server = createServer((socket) => {
    const client = track(socket).setNoDelay();
    const database = track(connect(Number(port), hostname)).setNoDelay();
    let answered = true;
    let cutsAnswer = false;
    const destroy = () => {
      client.destroy();
      database.destroy();
    };
    const fromClient = messageReader(true, (message) => {
      const text = textOf(message);
      if (text !== null) messages.push(text);
      if (answered) roundTrips++;
      answered = false;
      if (text !== null && cut?.part.test(text)) {
        const { when } = cut;
        cut = null;
        if (when === 'before') return destroy();
        cutsAnswer = true;
      }
      database.write(message);
    });
    const fromDatabase = messageReader(false, (message) => {
      if (cutsAnswer) return isReady(message) ? destroy() : undefined;
      if (asPooler && message[0] === BACKEND_KEY)
        message.writeInt32BE(message.readInt32BE(5) + 1, 5);
      const forward = () => {
        answered = true;
        if (client.writable) client.write(message);
      };
      if (delayMilliseconds > 0) setTimeout(forward, delayMilliseconds);
      else forward();
    });
    client.on('data', fromClient);
    database.on('data', fromDatabase);
    client.on('close', () => database.destroy());
    database.on('close', () => setTimeout(() => client.destroy(), delayMilliseconds));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = new URL(target);
  url.hostname = '127.0.0.1';
  url.port = String((server.address() as AddressInfo).port);
  return {
    url: url.href,
    cutAt(part, when) {
      cut = { part, when };
    },
    hasCut: () => cut === null,
    takeRoundTrips() {
      const taken = roundTrips;
      roundTrips = 0;
      return taken;
    },
    takeMessages: () => messages.splice(0),
    async close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

const BACKEND_KEY = 'K'.charCodeAt(0);
const READY = 'Z'.charCodeAt(0);
const isReady = (message: Buffer) => message[0] === READY;

/** Splits a stream into the messages of the protocol. The first of a client has no type. */
function messageReader(
  isClient: boolean,
  onMessage: (message: Buffer) => void,
): (bytes: Buffer) => void {
  let rest: Buffer = Buffer.alloc(0);
  let typeBytes = isClient ? 0 : 1;
  return (bytes) => {
    rest = Buffer.concat([rest, bytes]);
    while (rest.length >= typeBytes + 4) {
      const length = typeBytes + rest.readInt32BE(typeBytes);
      if (rest.length < length) return;
      const message = Buffer.from(rest.subarray(0, length));
      rest = rest.subarray(length);
      typeBytes = 1;
      onMessage(message);
    }
  };
}

/** The text of a query, or the name of the statement that is bound; null for other messages. */
function textOf(message: Buffer): string | null {
  const parts = message.toString('utf8', 5).split('\0');
  switch (String.fromCharCode(message[0] ?? 0)) {
    case 'Q':
      return parts[0] ?? '';
    case 'B':
      // Another test of this process may have made the statement stale: see stale-plans.ts.
      return (parts[1] ?? '').replace(/#\d+$/, '');
    default:
      return null;
  }
}
