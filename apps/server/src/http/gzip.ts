import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

/** Fewer bytes are not worth the time. */
const LEAST_BYTES = 1_024;
export const isWorthGzip = (body: Buffer): boolean => body.length >= LEAST_BYTES;
/** The most answers whose compressed form is kept. The chart of 100,000 places in straight rows takes 16 kB. */
const MOST_KEPT = 100;
const compress = promisify(gzip);
const known = new Map<string, Promise<Buffer>>();

/**
 * The compressed form of an answer that many get, by a key that names the content. Only for answers without a secret:
 * the length of one that has a secret and text of a stranger tells of the secret.
 */
export function compressed(key: string, body: Buffer): Promise<Buffer> {
  const made = known.get(key) ?? compress(body);
  known.delete(key);
  known.set(key, made);
  const [oldest] = known.keys();
  if (known.size > MOST_KEPT && oldest !== undefined) known.delete(oldest);
  return made;
}

/** Whether the client takes an answer that is compressed with gzip. */
export function takesGzip({ headers }: IncomingMessage): boolean {
  const codings = String(headers['accept-encoding'] ?? '').split(',');
  return codings.some((coding) => {
    const [name = '', ...parameters] = coding.split(';').map((part) => part.trim().toLowerCase());
    if (name !== 'gzip' && name !== '*') return false;
    return !parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter));
  });
}
