import { connect, type Socket } from 'node:net';

export interface Answer {
  status: number;
  /** Of the body. */
  length: number;
  /** Name and value in turn, as they came. */
  headers(): string[];
  bytes(): Buffer;
  /** The same as text. */
  body(): string;
}

const END_OF_HEAD = Buffer.from('\r\n\r\n');
const END_OF_CHUNKS = Buffer.from('\r\n0\r\n\r\n');

/** How long a connection may be silent. */
const SILENT_MILLISECONDS = 60_000;

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
    // A server that does not answer any more ends the load, not the command.
    socket.setTimeout(SILENT_MILLISECONDS, () => socket.destroy());
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
      length === null ? this.#endsWith(END_OF_CHUNKS) : this.#bytes >= start + length;
    if (!isComplete) return;
    const [chunks, total] = [this.#chunks, this.#bytes];
    const parts = partsOf(chunks, start, length === null);
    const bodyLength = length === null ? parts.bytes().length : total - start;
    this.#end()?.resolve({ status, length: bodyLength, ...parts });
  }

  #endsWith(end: Buffer): boolean {
    const last = this.#chunks.at(-1);
    const bytes = last && last.length >= end.length ? last : Buffer.concat(this.#chunks);
    return bytes.subarray(-end.length).equals(end);
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

/** Puts the chunks together only if somebody looks at them: most answers are not looked at. */
function partsOf(chunks: Buffer[], start: number, isChunked: boolean) {
  const all = () => Buffer.concat(chunks);
  const bytes = () => (isChunked ? withoutFrames(all().subarray(start)) : all().subarray(start));
  return {
    bytes,
    headers: () => headersIn(all().toString('latin1', 0, start)),
    body: () => bytes().toString(),
  };
}

/** The body of an answer in chunks. */
function withoutFrames(framed: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; ; ) {
    const lineEnd = framed.indexOf('\r\n', at);
    const length = Number.parseInt(framed.toString('latin1', at, lineEnd), 16);
    if (!(length > 0)) return Buffer.concat(parts);
    parts.push(framed.subarray(lineEnd + 2, lineEnd + 2 + length));
    at = lineEnd + 2 + length + 2;
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
