import { describe, expect, test } from 'vitest';
import { type PlaceState, SeatSnapshot, type SeatState } from './seat-snapshot.ts';

const NOW = 1_000_000;
const change = (place: number, state: SeatState, given: Partial<PlaceState> = {}): PlaceState => ({
  ...{ place, state, expires: state === 'H' ? NOW + 300_000 : null },
  ...{ holder: state === 'H' || state === 'S' ? 'mina' : null },
  ...given,
});
const lettersOf = (snapshot: SeatSnapshot) =>
  Array.from({ length: snapshot.places }, (_, place) => snapshot.stateOf(place)).join('');

describe('a snapshot of seats', () => {
  test('has the states, the counts and the places of each user', () => {
    const snapshot = new SeatSnapshot('performance', 6, { firstVersion: 100 });
    snapshot.apply([change(1, 'H'), change(2, 'S'), change(4, 'B')], NOW);
    expect(lettersOf(snapshot)).toBe('AHSABA');
    expect(snapshot.counts).toEqual({ available: 3, held: 1, sold: 1, blocked: 1 });
    expect(snapshot.placesOf('mina')).toEqual([1, 2]);
    expect(snapshot.placesOf('jun')).toEqual([]);
  });

  test('a hold lapses at its instant, as a change like any other', () => {
    const snapshot = new SeatSnapshot('performance', 3, { firstVersion: 100 });
    snapshot.apply([change(1, 'H', { expires: NOW + 10 })], NOW);
    const { version } = snapshot;
    snapshot.apply([], NOW + 9);
    expect([lettersOf(snapshot), snapshot.version]).toEqual(['AHA', version]);
    snapshot.apply([], NOW + 10);
    expect(lettersOf(snapshot)).toBe('AAA');
    expect(snapshot.changedSince(version)).toEqual([1]);
    expect(snapshot.placesOf('mina')).toEqual([]);
  });

  test('a hold that had lapsed when it was read is free', () => {
    const snapshot = new SeatSnapshot('performance', 2, { firstVersion: 100 });
    snapshot.apply([change(0, 'H', { expires: NOW - 1 })], NOW);
    expect(lettersOf(snapshot)).toBe('AA');
  });

  test('no place becomes free before the clock of the database was read', () => {
    const snapshot = new SeatSnapshot('performance', 3, { firstVersion: 100 });
    const changes = [change(0, 'H', { expires: NOW - 1 }), change(1, 'S'), change(2, 'B')];
    snapshot.apply(changes, Number.NaN);
    expect(lettersOf(snapshot)).toBe('HSB');
    snapshot.apply([], NOW);
    expect(lettersOf(snapshot)).toBe('ASB');
  });

  test('tells what changed since a version it knows, and no version without a change', () => {
    const snapshot = new SeatSnapshot('performance', 4, { firstVersion: 100 });
    expect(snapshot.knows(100)).toBe(true);
    snapshot.apply([change(3, 'H')], NOW);
    const first = snapshot.version;
    snapshot.apply([change(3, 'H'), change(0, 'S')], NOW);
    expect(snapshot.changedSince(100)).toEqual([0, 3]);
    expect(snapshot.changedSince(first)).toEqual([0]);
    expect(snapshot.changedSince(snapshot.version)).toEqual([]);
    const { version } = snapshot;
    snapshot.apply([change(0, 'S')], NOW);
    expect(snapshot.version).toBe(version);
    expect([snapshot.knows(99), snapshot.knows(version + 1)]).toEqual([false, false]);
  });

  test('another holder of the same seat is a change', () => {
    const snapshot = new SeatSnapshot('performance', 2, { firstVersion: 100 });
    snapshot.apply([change(0, 'H')], NOW);
    const { version } = snapshot;
    snapshot.apply([change(0, 'H', { holder: 'jun' })], NOW);
    expect(snapshot.changedSince(version)).toEqual([0]);
    expect([snapshot.placesOf('mina'), snapshot.placesOf('jun')]).toEqual([[], [0]]);
  });
});
