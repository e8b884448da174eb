import { connect, type Socket } from 'node:net';

export interface RawRequest {
  method: 'GET' | 'POST';
  path: string;
  headers: Record<string, string>;
  body?: string;
}

export interface RawAnswer {
  status: number;
  body: string;
}

/** How many connections there may be; the one that answered last is used first. */
const MOST_CONNECTIONS = 3_000;

/**
 * An HTTP client that takes little processor time, so that it can send several times what a server can answer from the
 * same machine. One request at a time on a connection; answers need a `content-length` or chunks.
 */
export class RawClient {
  readonly #port: number;
  readonly #idle: Socket[] = [];
  #open = 0;

  constructor(url: string) {
    this.#port = Number(new URL(url).port);
  }

  /** Null: no answer within that time, or no connection. The connection is then closed, as by a client that leaves. */
  send(request: RawRequest, milliseconds: number): Promise<RawAnswer | null> {
    return new Promise((resolve) => {
      const socket = this.#idle.pop() ?? this.#connect();
      if (!socket) return resolve(null);
      let text = '';
      const end = (answer: RawAnswer | null) => {
        clearTimeout(timer);
        socket.removeAllListeners('data').removeAllListeners('close');
        if (answer === null || socket.destroyed) this.#close(socket);
        else this.#idle.push(socket);
        resolve(answer);
      };
      const timer = setTimeout(() => end(null), milliseconds);
      socket.on('data', (chunk) => {
        text += chunk.toString('latin1');
        const answer = answerIn(text);
        if (answer) end(answer);
      });
      socket.on('close', () => end(null));
      socket.write(textOf(request));
    });
  }

  close(): void {
    for (const socket of this.#idle.splice(0)) this.#close(socket);
  }

  #connect(): Socket | null {
    if (this.#open >= MOST_CONNECTIONS) return null;
    this.#open++;
    const socket = connect({ port: this.#port, host: '127.0.0.1', noDelay: true });
    socket.on('error', () => {});
    return socket;
  }

  #close(socket: Socket): void {
    this.#open--;
    socket.destroy();
  }
}

function textOf({ method, path, headers, body }: RawRequest): string {
  const lines = Object.entries({
    host: 'localhost',
    ...headers,
    ...(body === undefined
      ? {}
      : {
          'content-type': 'application/json',
          'content-length': String(Buffer.byteLength(body)),
        }),
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n${body ?? ''}`;
}

/** Null if it is not complete yet. */
function answerIn(text: string): RawAnswer | null {
  const end = text.indexOf('\r\n\r\n');
  if (end === -1) return null;
  const head = text.slice(0, end).toLowerCase();
  const status = Number(head.slice(9, 12));
  const body = text.slice(end + 4);
  const length = /\r\ncontent-length: (\d+)/.exec(head)?.[1];
  if (length !== undefined) {
    return body.length < Number(length) ? null : { status, body };
  }
  return body.endsWith('0\r\n\r\n') ? { status, body } : null;
}
