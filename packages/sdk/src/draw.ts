import {
  entrantsHashOf,
  packEntrants,
  placesOf,
  seedHashOf,
} from '@frontrow/contract/draw/draw-order';
import type { Draw, DrawInput } from './api.ts';

/** What is wrong with a published draw. */
export type DrawProblem =
  /** The seed does not have the hash that was published before the joins. */
  | 'SEED_HASH'
  /** The published hash of the seed is not the one that was saved before the opening. */
  | 'SEED_HASH_CHANGED'
  /** The draw names a public random value as its source, but the value is not published. */
  | 'PUBLIC_VALUE_MISSING'
  /** Entrants are missing on the list, or there are more than were published. */
  | 'LIST_LENGTH'
  /** The list does not have the hash that was published before the seed. */
  | 'LIST_HASH'
  /** An entrant is on the list more than once. */
  | 'DUPLICATE_ENTRANT'
  /** A published place is not the one that follows from seed, public value and list. */
  | 'PLACE'
  /** The given entrant is not on the list. */
  | 'ENTRANT_MISSING'
  /** The pages are of different draws. */
  | 'PAGES_DIFFER'
  /** A seed or an entrant does not have the published form. */
  | 'MALFORMED';

export interface DrawVerdict {
  /** `NOT_DRAWN`: the seed is not public yet. `INVALID`: see `problems`. */
  status: 'VALID' | 'INVALID' | 'NOT_DRAWN';
  /** Empty unless the status is INVALID. */
  problems: DrawProblem[];
  /** The number of the draw, from 1. */
  round: number;
  /** How many entrants are on the pages. */
  entrants: number;
  /** The computed place of the given entrant, from 1; null without one, and unless the status is VALID. */
  place: number | null;
}

export interface VerifyDrawOptions {
  /** The `seedHash` that was saved before the opening. Left out: the hash on the pages is taken. */
  seedHash?: string | undefined;
  /** The user's own entrant, from the queue ticket. */
  entrant?: string | null | undefined;
}

/** The part of a client that the pages come from: the SDK's client, or tRPC's own. */
export interface DrawSource {
  queue: { draw: { query(input: DrawInput): Promise<Draw> } };
}

const SHA256_HEX = /^[0-9a-f]{64}$/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * Every page of a published draw, in order. The pages are all of one draw, even if the queue opens again while
 * they are read. Needs no user: the client may have `auth: null`.
 *
 * @param draw the concert, and which of its draws; left out: the last one with a final list
 * @throws CONCERT_NOT_FOUND
 */
export async function* drawPages(
  client: DrawSource,
  { concertId, round }: Pick<DrawInput, 'concertId' | 'round'>,
): AsyncGenerator<Draw> {
  let page = await client.queue.draw.query({ concertId, round, limit: 100 });
  yield page;
  while (page.nextCursor !== null) {
    const { nextCursor: cursor } = page;
    page = await client.queue.draw.query({ concertId, round: page.round, limit: 100, cursor });
    yield page;
  }
}

/**
 * Checks a published draw from its pages, all of them and in order: the seed against its hash, the list against
 * its hash, and every place against the order that follows from them. Computes the place of one entrant. Does
 * not throw because of what is on the pages: whatever is wrong is in `problems`.
 *
 * A draw of 100,000 entrants takes about a second. It needs no Web Crypto, so it also runs on pages that were
 * loaded over plain HTTP.
 *
 * @param pages from `drawPages`, or saved earlier
 * @throws TypeError if there is no page
 */
export async function verifyDraw(
  pages: Iterable<Draw> | AsyncIterable<Draw>,
  { seedHash, entrant }: VerifyDrawOptions = {},
): Promise<DrawVerdict> {
  let head: Draw | undefined;
  let pagesAgree = true;
  const items: Draw['items'] = [];
  for await (const page of pages) {
    head ??= page;
    pagesAgree &&= IDENTITY.every((field) => page[field] === head?.[field]);
    items.push(...page.items);
  }
  if (!head) throw new TypeError('a draw has at least one page');
  const verdict = { problems: [], round: head.round, entrants: items.length, place: null };
  if (head.seed === null) return { ...verdict, status: 'NOT_DRAWN' };
  const { problems, places } = check(head, items);
  const index = items.findIndex((item) => item.entrant === entrant);
  if (!pagesAgree) problems.unshift('PAGES_DIFFER');
  if (seedHash !== undefined && seedHash.toLowerCase() !== head.seedHash) {
    problems.unshift('SEED_HASH_CHANGED');
  }
  if (entrant && index < 0) problems.push('ENTRANT_MISSING');
  if (problems.length > 0) return { ...verdict, status: 'INVALID', problems };
  return { ...verdict, status: 'VALID', place: places?.[index] ?? null };
}

/** What pages of one draw have in common. */
const IDENTITY = ['concertId', 'round', 'seed', 'seedHash', 'publicValue', 'entrantsHash'] as const;

function check(
  { seed, seedHash, source, publicValue, entrants, entrantsHash }: Draw,
  items: Draw['items'],
): { problems: DrawProblem[]; places?: Uint32Array } {
  const list = items.map((item) => item.entrant);
  if (seed === null || !SHA256_HEX.test(seed) || !list.every((entrant) => UUID.test(entrant))) {
    return { problems: ['MALFORMED'] };
  }
  const places = placesOf(hexToBytes(seed), publicValue, packEntrants(list));
  const wrong: [DrawProblem, boolean][] = [
    ['SEED_HASH', seedHashOf(seed) !== seedHash],
    ['PUBLIC_VALUE_MISSING', source !== null && publicValue === null],
    ['LIST_LENGTH', list.length !== entrants],
    ['LIST_HASH', entrantsHashOf(list) !== entrantsHash],
    ['DUPLICATE_ENTRANT', new Set(list).size !== list.length],
    ['PLACE', items.some(({ place }, index) => place !== places[index])],
  ];
  return { problems: wrong.flatMap(([problem, isWrong]) => (isWrong ? [problem] : [])), places };
}

const hexToBytes = (hex: string): Uint8Array =>
  Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
