import { readJson, writeJson } from '@frontrow/pages/browser/browser-storage.ts';
import type { FrontrowClient } from '@frontrow/sdk';

export interface DrawCheck {
  /** The visitor's place in the drawn order; null unless everything is right. */
  place: number | null;
  entrants: number;
  isSeedRight: boolean;
  /** Whether the seed was compared with a hash that this browser kept from before the opening. */
  isSeedSaved: boolean;
  isListRight: boolean;
  isPlaceRight: boolean;
}

const keyOf = (concertId: string) => `frontrow.seed-hash.${concertId}`;

/** Keeps the hash of the seed before the opening: nobody can change the seed afterwards unseen. */
export const keepSeedHash = (concertId: string, seedHash: string): void =>
  writeJson(localStorage, keyOf(concertId), seedHash);

/** Computes the draw again from what was published, and compares. */
export async function checkDraw(
  client: FrontrowClient,
  { concertId, entrant }: { concertId: string; entrant: string },
): Promise<DrawCheck> {
  const { drawPages, verifyDraw } = await import('@frontrow/sdk/draw');
  const kept = readJson<string>(localStorage, keyOf(concertId));
  const pages = drawPages(client, { concertId });
  const verdict = await verifyDraw(pages, { entrant, ...(kept ? { seedHash: kept } : {}) });
  const { place, entrants } = verdict;
  const problems = new Set<string>(
    verdict.status === 'NOT_DRAWN' ? ['SEED_HASH'] : verdict.problems,
  );
  const has = (...names: string[]) => names.some((name) => problems.has(name));
  const isSeedRight = !has('SEED_HASH', 'SEED_HASH_CHANGED', 'PUBLIC_VALUE_MISSING', 'MALFORMED');
  const isListRight = !has(
    'LIST_LENGTH',
    'LIST_HASH',
    'DUPLICATE_ENTRANT',
    'PAGES_DIFFER',
    'MALFORMED',
  );
  return {
    ...{ place, entrants, isSeedRight, isListRight, isSeedSaved: kept !== null },
    isPlaceRight: place !== null && !has('PLACE', 'ENTRANT_MISSING'),
  };
}
