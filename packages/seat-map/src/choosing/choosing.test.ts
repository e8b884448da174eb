import { describe, expect, test } from 'vitest';
import { hall, type RowGiven } from '../../testing/charts/small-charts.ts';
import { placesOf } from '../chart/places.ts';
import { type BestWish, bestSeats } from './best.ts';
import { issueOf } from './rules.ts';
import { seatApart, seatParty } from './runs.ts';

function house(...rows: (string | RowGiven)[]) {
  const given = rows.map((row) => (typeof row === 'string' ? { letters: row } : row));
  const { chart, availability } = hall(given);
  const isFree = (place: number) => availability.places?.[place] === 'A';
  return { places: placesOf(chart), isFree };
}

describe('a party', () => {
  test.for<[name: string, letters: string, seat: number, size: number, party: number[] | null]>([
    ['sits around the seat, nearest to the middle of the stage', 'AAAAAAAAA', 4, 3, [4, 5, 6]],
    ['leaves no seat alone', 'AAAA', 1, 2, [0, 1]],
    ['fills a run that is one too long', 'SAAAS', 2, 2, [2, 3]],
    ['does not cross an aisle', 'AA|AA', 2, 2, [2, 3]],
    ['does not fit', 'AASAA', 0, 3, null],
    ['of one is the seat', 'AAA', 1, 1, [1]],
  ])('%s', ([, letters, seat, size, party]) => {
    const { places, isFree } = house(letters);
    expect(seatParty(places, { seat, size, isWanted: () => true }, isFree)).toEqual(party);
  });

  test('keeps off places for wheelchairs, unless the seat is one', () => {
    const { places, isFree } = house({ letters: 'AAAAA', accessible: [0], companion: [1] });
    const isWanted = () => true;
    expect(seatParty(places, { seat: 2, size: 2, isWanted }, isFree)).toEqual([2, 3]);
    expect(seatParty(places, { seat: 0, size: 2, isWanted }, isFree)).toEqual([0, 1]);
  });

  test('apart takes the nearest seats, wherever they are', () => {
    const { places, isFree } = house('ASSSA', 'AASSS');
    expect(seatApart(places, { seat: 0, size: 3 }, isFree)).toEqual([0, 5, 6]);
    expect(seatApart(places, { seat: 0, size: 5 }, isFree)).toBeNull();
  });
});

describe('the best seats', () => {
  test.for<
    [name: string, wish: Partial<BestWish>, rows: (string | RowGiven)[], best: number[] | null]
  >([
    ['are the nearest to the focus', { quantity: 2 }, ['AAAAAAAAAAAAAAA'], [7, 8]],
    [
      'leave no seat alone, even if others are nearer',
      { quantity: 2 },
      ['SSSSSSAAAASSSSS'],
      [6, 7],
    ],
    [
      'have the whole view, even if others are nearer',
      { quantity: 1 },
      [{ letters: 'AAAAA', restrictedView: [3, 4] }],
      [2],
    ],
    ['are no places for wheelchairs', { quantity: 1 }, [{ letters: 'AA', accessible: [1] }], [0]],
    [
      'are places for wheelchairs if nothing else is left',
      { quantity: 2 },
      [{ letters: 'AA', accessible: [1] }],
      [0, 1],
    ],
    [
      'have a place for a wheelchair if one is wished for',
      { quantity: 2, accessible: true },
      [{ letters: 'AAAA', accessible: [0] }],
      [0, 1],
    ],
    ['are none', { quantity: 3 }, ['AASAA'], null],
    ['are none of another section', { quantity: 1, sections: ['C'] }, ['AAA'], null],
    ['are others than before', { quantity: 2, except: [2, 3] }, ['AAAAAA'], [4, 5]],
    ['are none that cost more', { quantity: 1, maxPrice: 100_000 }, ['AAA'], null],
  ])('%s', ([, wish, rows, best]) => {
    const { places, isFree } = house(...rows);
    expect(bestSeats(places, { quantity: 1, ...wish }, isFree)).toEqual(best);
  });
});

describe('a rule', () => {
  const check = (rule: 'noOrphan' | 'sideBySide', letters: string, chosen: number[]) => {
    const { places, isFree } = house(letters);
    return issueOf(rule, { places, choice: { places: chosen, quantity: chosen.length } }, isFree);
  };

  test('finds the seat that is left alone, and seats that leave none', () => {
    expect(check('noOrphan', 'AAAA', [1, 2])).toMatchObject({
      kind: 'ORPHAN',
      places: [0, 3],
      instead: [2, 3],
    });
    expect(check('noOrphan', 'AAAA', [0, 1])).toBeNull();
  });

  test('finds seats apart, by a seat or an aisle', () => {
    expect(check('sideBySide', 'AAAA', [0, 2])).toMatchObject({ kind: 'APART', instead: [0, 1] });
    expect(check('sideBySide', 'AA|AA', [1, 2])).toMatchObject({ kind: 'APART' });
    expect(check('sideBySide', 'AAAA', [1, 2])).toBeNull();
  });
});
