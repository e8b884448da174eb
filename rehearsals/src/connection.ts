import { connect, type Socket } from 'node:net';

export interface HttpAnswer {
  status: number;
  body: string;
}

interface Call {
  request: string;
  since: number;
  text: string;
  resolve(answer: HttpAnswer): void;
  reject(error: Error): void;
}

const END_OF_HEAD = '\r\n\r\n';
const LAST_CHUNK = '\r\n0\r\n\r\n';

/**
 * One kept HTTP/1.1 connection, one call at a time. Ours, since the crowd shares the processors with
 * what it tries out: it costs a fifth of node:http. It reads what our servers send, and no more.
 */
export class Connection {
  readonly #port: number;
  #socket: Socket | null = null;
  #call: Call | null = null;
  #usedAt = 0;

  constructor(port: number) {
    this.#port = port;
  }

  /** Sends a whole request; the connection takes no other one until it is answered. */
  send(request: string): Promise<HttpAnswer> {
    const now = performance.now();
    // The server ends those that are idle for much longer, maybe just as we send.
    if (this.#socket && now - this.#usedAt > 30_000) this.close();
    this.#usedAt = now;
    this.#socket ??= this.#open();
    const socket = this.#socket;
    return new Promise((resolve, reject) => {
      this.#call = { request, since: now, text: '', resolve, reject };
      socket.write(request, 'latin1');
    });
  }

  /** Gives up a call that has had no answer for so long. */
  giveUpAfter(milliseconds: number): void {
    if (this.#call && performance.now() - this.#call.since > milliseconds) {
      const { request, text } = this.#call;
      const said = `${request.slice(0, 40)} … ${text.length} characters back`;
      this.#fail(new Error(`no answer within ${milliseconds} ms: ${said}`));
    }
  }

  close(): void {
    this.#fail(new Error('the connection was closed'));
  }

  #open(): Socket {
    const socket = connect({ port: this.#port, host: '127.0.0.1', noDelay: true });
    socket.setEncoding('utf8');
    socket.on('data', (text: string) => this.#read(text));
    socket.on('error', (error) => socket === this.#socket && this.#fail(error));
    socket.on(
      'close',
      () => socket === this.#socket && this.#fail(new Error('the server hung up')),
    );
    return socket;
  }

  #read(part: string): void {
    const call = this.#call;
    if (!call) {
      this.close();
      return;
    }
    call.text += part;
    const answer = parse(call.text);
    if (!answer) return;
    this.#call = null;
    call.resolve(answer);
  }

  #fail(error: Error): void {
    const call = this.#call;
    this.#socket?.destroy();
    this.#socket = null;
    this.#call = null;
    call?.reject(error);
  }
}

/** The answer once all of it is there. JSON has no line ends of its own, and ours only ASCII. */
function parse(text: string): HttpAnswer | null {
  const headEnd = text.indexOf(END_OF_HEAD);
  if (headEnd < 0) return null;
  const status = Number(text.slice(9, 12));
  const length = /\r\ncontent-length: (\d+)/i.exec(text.slice(0, headEnd + 2))?.[1];
  if (length !== undefined) {
    const body = text.slice(headEnd + END_OF_HEAD.length);
    return body.length < Number(length) ? null : { status, body };
  }
  if (!text.endsWith(LAST_CHUNK)) return null;
  const lines = text.slice(headEnd + END_OF_HEAD.length, -LAST_CHUNK.length).split('\r\n');
  return { status, body: lines.filter((_, index) => index % 2 === 1).join('') };
}
