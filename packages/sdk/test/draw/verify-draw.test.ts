import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import type { Draw } from '../../src/api.ts';
import { drawPages, verifyDraw } from '../../src/draw.ts';

const sha256 = (...parts: Uint8Array[]) => createHash('sha256').update(Buffer.concat(parts));
const bytesOf = (hex: string) => Buffer.from(hex.replaceAll('-', ''), 'hex');

/** A draw as a server publishes it, computed here from its definition alone. */
function publishedDraw(size: number, publicValue: string | null = null): Draw {
  const seed = randomBytes(32);
  const entrants = Array.from({ length: size }, () => randomUUID());
  const salt = sha256(Buffer.from(publicValue ?? '')).digest();
  const keyOf = (entrant: string) => sha256(seed, salt, bytesOf(entrant)).digest('hex');
  const order = entrants.toSorted((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
  return {
    ...{ round: 1, concertId: 'c', source: publicValue && 'a beacon', publicValue },
    ...{ frozenAt: new Date(), drawnAt: new Date(), afterNumber: 0, nextCursor: null },
    seed: seed.toString('hex'),
    seedHash: sha256(seed).digest('hex'),
    entrants: size,
    entrantsHash: sha256(...entrants.map(bytesOf)).digest('hex'),
    items: entrants.map((entrant) => ({ entrant, place: order.indexOf(entrant) + 1 })),
  };
}

/** Two pages of a draw, as changed by a test. */
function pagesOf(draw: Draw): [Draw, Draw] {
  const half = Math.ceil(draw.items.length / 2);
  const page = (items: Draw['items']) => ({ ...structuredClone(draw), items });
  return [page(draw.items.slice(0, half)), page(draw.items.slice(half))];
}

const setting = (fields: Partial<Draw>) => (page: Draw) => void Object.assign(page, fields);

test.each([null, 'a public value'])('a draw with the public value %s is valid', async (value) => {
  const draw = publishedDraw(50, value);
  const { entrant = '', place } = draw.items[7] ?? {};
  const { seedHash } = draw;
  expect(await verifyDraw(pagesOf(draw), { seedHash, entrant })).toEqual({
    ...{ status: 'VALID', problems: [], round: 1, entrants: 50, place },
  });
});

test.each([
  ['another seed', 'SEED_HASH', setting({ seed: 'ab'.repeat(32) })],
  ['a seed that is none', 'MALFORMED', setting({ seed: 'ab' })],
  ['another public value', 'PLACE', setting({ publicValue: 'another' })],
  ['no public value', 'PUBLIC_VALUE_MISSING', setting({ publicValue: null })],
  ['a missing entrant', 'LIST_LENGTH', (page: Draw) => void page.items.splice(1, 1)],
  [
    'an entrant added after the hash',
    'LIST_HASH',
    (page: Draw) => void page.items.push({ entrant: randomUUID(), place: 1 }),
  ],
  [
    'an entrant twice',
    'DUPLICATE_ENTRANT',
    (page: Draw) => void page.items.push(...page.items.slice(0, 1)),
  ],
  [
    'two places exchanged',
    'PLACE',
    ({ items: [one, other] }: Draw) => {
      if (one && other) [one.place, other.place] = [other.place, one.place];
    },
  ],
])('a draw with %s is not', async (_what, problem, change) => {
  const pages = pagesOf(publishedDraw(20, 'value'));
  change(pages[0]);
  if (problem !== 'LIST_LENGTH') Object.assign(pages[1], identityOf(pages[0]));
  const { status, problems, place } = await verifyDraw(pages);
  expect({ status, place }).toEqual({ status: 'INVALID', place: null });
  expect(problems).toContain(problem);
});

test('a draw is not, whose promised seed, pages or list are those of another', async () => {
  const pages = pagesOf(publishedDraw(20));
  const promised = await verifyDraw(pages, { seedHash: 'ab'.repeat(32), entrant: randomUUID() });
  expect(promised.problems).toEqual(['SEED_HASH_CHANGED', 'ENTRANT_MISSING']);
  const [first] = pages;
  const mixed = await verifyDraw([first, pagesOf(publishedDraw(20))[1]]);
  expect(mixed.problems[0]).toBe('PAGES_DIFFER');
});

test('the pages are of one draw, even if another one begins while they are read', async () => {
  const pages = pagesOf(publishedDraw(4));
  pages[0].nextCursor = 'next';
  const inputs: unknown[] = [];
  const query = async (input: object) => {
    inputs.push(input);
    return 'cursor' in input ? pages[1] : pages[0];
  };
  const verdict = await verifyDraw(drawPages({ queue: { draw: { query } } }, { concertId: 'c' }));
  expect(verdict.status).toBe('VALID');
  expect(inputs).toMatchObject([{ round: undefined }, { round: 1, cursor: 'next' }]);
});

const identityOf = ({ seed, publicValue }: Draw) => ({ seed, publicValue });
