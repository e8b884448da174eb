import { promisify } from 'node:util';
import { constants, crc32, deflateRaw } from 'node:zlib';

/*
 * Gzip of a text whose middle many answers share. The middle is compressed once; what stands before and after it is
 * written as stored blocks. The result is one ordinary member: deflate blocks follow one another, and none refers to
 * bytes of another one.
 */

const deflate = promisify(deflateRaw);

/**
 * Runs and frequencies of letters only. Measured for 60,000 random letters: 0.7 ms of processor time and 10.9 kB with two
 * letters, 16.7 kB with four; a search for repeats takes 8 to 9 ms for 9.5 and 18.0 kB.
 */
const OPTIONS = { strategy: constants.Z_RLE, level: 6, finishFlush: constants.Z_SYNC_FLUSH };

const HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff]);
/** The most bytes of a stored block. */
const MOST_STORED = 65_535;
/** An empty last block. */
const END = Buffer.from([1, 0, 0, 0xff, 0xff]);

/** Compresses the part that is shared. It ends at a byte, so that another block can follow. */
export const compressShared = (text: string): Promise<Buffer> =>
  deflate(Buffer.from(text, 'latin1'), OPTIONS);

/** @param compressed what `compressShared` made of `shared` */
export function gzipAround(
  { head, shared, tail }: { head: string; shared: string; tail: string },
  compressed: Buffer,
): Buffer {
  const [before, after] = [Buffer.from(head), Buffer.from(tail)];
  const middle = Buffer.from(shared, 'latin1');
  const footer = Buffer.alloc(8);
  footer.writeUInt32LE(
    [before, middle, after].reduce((sum, part) => crc32(part, sum), 0),
    0,
  );
  footer.writeUInt32LE((before.length + middle.length + after.length) % 2 ** 32, 4);
  return Buffer.concat([HEADER, ...stored(before), compressed, ...stored(after), END, footer]);
}

function* stored(bytes: Buffer): Generator<Buffer> {
  for (let from = 0; from < bytes.length; from += MOST_STORED) {
    const block = bytes.subarray(from, from + MOST_STORED);
    const length = Buffer.alloc(5);
    length.writeUInt16LE(block.length, 1);
    length.writeUInt16LE(0xffff ^ block.length, 3);
    yield length;
    yield block;
  }
}
