import type { IncomingMessage } from 'node:http';

export interface BodyLimits {
  /** The most bytes of one body. */
  maxBytes: number;
  /** The most bytes of all bodies that are being read at the same time. */
  maxTotalBytes: number;
}

/** `too-large`: more than one body may have. `no-room`: others take up the room. `left`: the client is gone. */
export type ReadBody = Buffer | 'too-large' | 'no-room' | 'left';

/**
 * Reads whole bodies of whoever sends them, in bounded memory: a stranger can open many connections, and a
 * signature can only be checked over the whole body.
 */
export function createBodyReader({ maxBytes, maxTotalBytes }: BodyLimits) {
  let total = 0;
  return (req: IncomingMessage): Promise<ReadBody> =>
    new Promise((resolve) => {
      if (Number(req.headers['content-length'] ?? 0) > maxBytes) return resolve('too-large');
      const chunks: Buffer[] = [];
      let bytes = 0;
      const end = (result: ReadBody) => {
        req.off('data', onData).off('end', onEnd).off('close', onClose);
        total -= bytes;
        bytes = 0;
        resolve(result);
      };
      const onData = (chunk: Buffer) => {
        bytes += chunk.length;
        total += chunk.length;
        if (bytes > maxBytes) end('too-large');
        else if (total > maxTotalBytes) end('no-room');
        else chunks.push(chunk);
      };
      const onEnd = () => end(Buffer.concat(chunks));
      const onClose = () => end('left');
      req.on('data', onData).once('end', onEnd).once('close', onClose);
      // Without a listener, the error of a client that disconnects would end the process.
      req.on('error', () => {});
    });
}
