import { deflateRawSync, inflateRawSync } from 'node:zlib';
import superjson from 'superjson';
import { DICTIONARY } from './answer-dictionary.ts';

/*
 * The stored form of an answer: a byte that says how to read the rest, then the answer as superjson, compressed by
 * deflate with a preset dictionary. All answers of one procedure have the same keys, so that little more than their
 * values is stored: a hold of one seat takes 0.14 kB instead of 0.6 kB as JSON.
 */

/** Deflate with DICTIONARY. Another dictionary or another way needs another number. */
const DEFLATED = 1;

/**
 * A window of 4 kB holds the dictionary and most answers, and output comes in small pieces: less memory is prepared for
 * each call, which takes a third off its time.
 */
const OPTIONS = { dictionary: DICTIONARY, windowBits: 12, memLevel: 4, chunkSize: 1_024 };

export const compactAnswer = (answer: unknown): Buffer =>
  Buffer.concat([
    Uint8Array.of(DEFLATED),
    deflateRawSync(JSON.stringify(superjson.serialize(answer)), OPTIONS),
  ]);

/** @throws if it was stored in a form that this version does not know */
export function readAnswer<Answer>(stored: Uint8Array): Answer {
  if (stored[0] !== DEFLATED) throw new Error(`a stored answer has the unknown form ${stored[0]}`);
  const json = inflateRawSync(stored.subarray(1), { dictionary: DICTIONARY }).toString();
  return superjson.deserialize<Answer>(JSON.parse(json));
}
