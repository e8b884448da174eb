import { describe, expect, test } from 'vitest';
import type { HeldSeat, Hold } from '../../src/index.ts';
import { wholeSelection, withoutPlaces, withPlaces } from '../../src/react/hold/selection.ts';
import { hasWanted, inputOf, type SeatSelection, wantedOf } from '../../src/seats/place-choice.ts';

const seat = (place: number): HeldSeat => ({
  ...{ id: `s${place}`, place, section: 'Stalls', row: 'A', number: place + 1 },
  ...{ label: `Stalls A-${place + 1}`, price: 1 },
});
const standing = (place: number): HeldSeat => ({
  ...{ id: `f${place}`, place, section: 'Floor', row: '', number: place },
  ...{ label: `Floor ${place}`, price: 1 },
});
const holdOf = (...seats: HeldSeat[]) => ({ seats, reservation: { performanceId: 'p' } }) as Hold;
const floor = (quantity: number) => [{ section: 'Floor', quantity }];

describe('a choice', () => {
  test('names listed seats by id, and those of a chart by place', () => {
    const choice: SeatSelection = [
      'z',
      { id: 'a', label: 'A' },
      { performanceId: 'p', place: 10, label: 'B' },
      { performanceId: 'p', place: 9, label: 'C' },
    ];
    expect(inputOf(wantedOf(choice))).toEqual({ seatIds: ['a', 'z'], places: [9, 10] });
  });

  test('tells the date of seats of a chart, and cannot be of two', () => {
    const of = (performanceId: string) => ({ performanceId, place: 1, label: 'A' });
    expect(wantedOf([of('p'), 'a']).performanceId).toBe('p');
    expect(() => wantedOf([of('p'), of('q')])).toThrow('another date');
  });

  test('sends only what it has, and a list of no seats if it has nothing', () => {
    expect(inputOf(wantedOf({ general: floor(2) }))).toEqual({ general: floor(2) });
    expect(inputOf(wantedOf({ places: [] }))).toEqual({ seatIds: [] });
  });

  test.for<[string, SeatSelection, HeldSeat[], boolean]>([
    ['by id and place', { seatIds: ['s1'], places: [2] }, [seat(1), seat(2)], true],
    ['one too few', { places: [1, 2] }, [seat(1)], false],
    ['one too many', { places: [1] }, [seat(1), seat(2)], false],
    ['standing ones by number of places', { general: floor(2) }, [standing(7), standing(9)], true],
    ['too few standing ones', { general: floor(3) }, [standing(7), standing(9)], false],
    ['both kinds', { places: [1], general: floor(1) }, [standing(7), seat(1)], true],
    ['another section', { general: floor(1) }, [seat(1)], false],
  ])('is compared with held places: %s', ([, choice, held, expected]) => {
    expect(hasWanted(held, wantedOf(choice))).toBe(expected);
  });
});

describe('a selection', () => {
  const hold = holdOf(seat(1), standing(7), standing(8));

  test('grows by what is not held', () => {
    expect(withPlaces(hold, { places: [1, 2], general: floor(1) })).toEqual({
      seatIds: ['s1', 'f7', 'f8'],
      places: [2],
      general: floor(1),
    });
    expect(withPlaces(undefined, ['x'])).toEqual({ seatIds: ['x'], places: [], general: [] });
  });

  test('is replaced; of a standing area held places count first', () => {
    expect(wholeSelection(hold, { places: [4], general: floor(3) })).toEqual({
      seatIds: ['f7', 'f8'],
      places: [4],
      general: floor(1),
    });
    expect(wholeSelection(hold, { general: floor(1) })).toMatchObject({
      seatIds: ['f7'],
      general: [],
    });
  });

  test('of another date keeps nothing of a hold, and gives up nothing of it', () => {
    expect(withPlaces(hold, { places: [1] }, 'q')).toMatchObject({ seatIds: [], places: [1] });
    expect(wholeSelection(hold, { general: floor(2) }, 'q')).toMatchObject({
      general: floor(2),
    });
    const seatElsewhere = { performanceId: 'q', place: 1, label: 'Stalls A-2' };
    expect(withoutPlaces(hold, [seatElsewhere])).toEqual(['s1', 'f7', 'f8']);
  });

  test('shrinks by id, by place, and by number of standing places', () => {
    expect(withoutPlaces(hold, ['s1'])).toEqual(['f7', 'f8']);
    expect(withoutPlaces(hold, { places: [1], general: floor(1) })).toEqual(['f7']);
    expect(withoutPlaces(hold, { general: floor(9) })).toEqual(['s1']);
  });
});
