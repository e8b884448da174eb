import { connect } from 'node:net';
import { deflateSync } from 'node:zlib';

const OP_COMPRESSED = 2012;
const OP_MSG = 2013;
const ZLIB = 2;
/** A hello command in BSON: one field of type double. */
const HELLO = Buffer.concat([
  Buffer.alloc(5),
  Buffer.from([0x14, 0, 0, 0, 0x01]),
  Buffer.from('hello\0'),
  Buffer.from([0, 0, 0, 0, 0, 0, 0xf0, 0x3f]),
  Buffer.from([0]),
]);

/**
 * Sends a message that is compressed with zlib and says that it is `claimed` bytes long. Returns all that is
 * answered before the connection is closed, at most within a second.
 */
export function sendCompressed(port: number, claimed: number): Promise<Buffer> {
  const body = deflateSync(HELLO);
  const head = Buffer.alloc(25);
  [head.length + body.length, 1, 0, OP_COMPRESSED, OP_MSG, claimed].forEach((value, index) => {
    head.writeInt32LE(value, 4 * index);
  });
  head.writeUInt8(ZLIB, 24);
  return new Promise((resolve) => {
    const answer: Buffer[] = [];
    const socket = connect(port, '127.0.0.1', () => void socket.write(Buffer.concat([head, body])));
    socket.on('data', (chunk) => void answer.push(chunk));
    socket.on('error', () => {});
    socket.on('close', () => resolve(Buffer.concat(answer)));
    socket.setTimeout(1_000, () => socket.destroy());
  });
}
