import { connect } from 'node:net';

/** An open event stream. It counts events and does not decode them. */
export interface OpenStream {
  events: number;
  isClosed: boolean;
  /** Called with what has come, if set. */
  onText: ((text: string) => void) | null;
  close(): void;
}

const AT_ONCE = 64;
const EVENT = Buffer.from('"version":');

/** How long it opens more. */
const OPENING_MILLISECONDS = 45_000;

/**
 * Opens a stream for each request, as many as can be opened within the time; resolves when each has had its first
 * event. @throws if one is refused
 */
export async function openStreams(port: number, requests: Buffer[]): Promise<OpenStream[]> {
  const end = performance.now() + OPENING_MILLISECONDS;
  const streams: OpenStream[] = [];
  let at = 0;
  const work = async () => {
    for (let n = at++; n < requests.length && performance.now() < end; n = at++) {
      streams.push(await openStream(port, requests[n] ?? Buffer.alloc(0)));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return streams;
}

function openStream(port: number, request: Buffer): Promise<OpenStream> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    const stream: OpenStream = {
      ...{ events: 0, isClosed: false, onText: null },
      close: () => void socket.destroy(),
    };
    let head = '';
    socket.on('data', (chunk) => {
      if (stream.events === 0) {
        head += chunk.toString('latin1', 0, 200);
        if (!head.startsWith('HTTP/1.1 200')) {
          socket.destroy();
          return reject(new Error(`a stream was refused: ${head.slice(0, 200)}`));
        }
      }
      for (let at = chunk.indexOf(EVENT); at !== -1; at = chunk.indexOf(EVENT, at + 1)) {
        stream.events++;
      }
      if (stream.events > 0) resolve(stream);
      stream.onText?.(chunk.toString('latin1'));
    });
    socket.on('error', reject);
    socket.on('close', () => {
      stream.isClosed = true;
      reject(new Error('a stream was closed before its first event'));
    });
    socket.write(request);
  });
}
