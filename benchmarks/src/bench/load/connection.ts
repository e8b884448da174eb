import { connect, type Socket } from 'node:net';

export interface Answer {
  status: number;
  /** Of the body. */
  length: number;
  /** Name and value in turn, as they came. */
  headers(): string[];
  bytes(): Buffer;
  body(): string;
}

const END_OF_HEAD = Buffer.from('\r\n\r\n');
const END_OF_CHUNKS = Buffer.from('\r\n0\r\n\r\n');

/**
 * A kept connection with one request at a time. It reads no more of an answer than its status and length, so that the
 * load takes little processor time beside the server.
 */
export class Connection {
  readonly #port: number;
  #socket: Socket | null = null;
  #chunks: Buffer[] = [];
  #bytes = 0;
  #head: { status: number; start: number; length: number | null } | null = null;
  #settle: { resolve(answer: Answer): void; reject(error: Error): void } | null = null;

  constructor(port: number) {
    this.#port = port;
  }

  /** @throws if the connection is closed before the answer is complete */
  ask(request: Buffer): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
      this.#socket ??= this.#connect();
      this.#socket.write(request);
    });
  }

  close(): void {
    this.#socket?.destroy();
    this.#socket = null;
  }

  #connect(): Socket {
    const socket = connect({ port: this.#port, host: '127.0.0.1', noDelay: true });
    socket.on('data', (chunk) => this.#read(chunk));
    socket.on('error', () => {});
    socket.on('close', () => {
      if (this.#socket === socket) this.#socket = null;
      const settle = this.#end();
      settle?.reject(new Error('the connection was closed before the answer was complete'));
    });
    return socket;
  }

  #read(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
    this.#head ??= this.#readHead();
    if (!this.#head) return;
    const { status, start, length } = this.#head;
    const isComplete =
      length === null ? chunk.subarray(-7).equals(END_OF_CHUNKS) : this.#bytes >= start + length;
    if (!isComplete) return;
    const chunks = this.#chunks;
    const total = this.#bytes;
    this.#end()?.resolve({
      ...{ status, length: total - start },
      headers: () => headersIn(Buffer.concat(chunks).toString('latin1', 0, start)),
      bytes: () => Buffer.concat(chunks).subarray(start),
      body: () => Buffer.concat(chunks).toString('utf8', start),
    });
  }

  #readHead() {
    const bytes = this.#chunks.length === 1 ? this.#chunks[0] : Buffer.concat(this.#chunks);
    const end = bytes?.indexOf(END_OF_HEAD) ?? -1;
    if (!bytes || end === -1) return null;
    const text = bytes.toString('latin1', 0, end);
    const status = Number(text.slice(9, 12));
    const start = end + END_OF_HEAD.length;
    if (status === 304 || status === 204) return { status, start, length: 0 };
    const at = text.search(/\r\ncontent-length: /i);
    const length = at === -1 ? null : Number.parseInt(text.slice(at + 18), 10);
    return { status, start, length };
  }

  #end() {
    const settle = this.#settle;
    this.#settle = null;
    this.#chunks = [];
    this.#bytes = 0;
    this.#head = null;
    return settle;
  }
}

function headersIn(head: string): string[] {
  return head
    .split('\r\n')
    .slice(1)
    .filter((line) => line !== '')
    .flatMap((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon), line.slice(colon + 1).trim()];
    });
}
