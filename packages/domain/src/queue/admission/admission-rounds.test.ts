import { expect, test } from 'vitest';
import { AdmissionRounds } from './admission-rounds.ts';

test('few queues are counted in each round, and many in up to three', () => {
  const rounds = new AdmissionRounds();
  expect(rounds.next()).toMatchObject({ parts: 1, part: 0 });
  for (const [counted, parts] of [
    [250, 1],
    [251, 2],
    [501, 3],
    [100_000, 3],
  ] as const) {
    rounds.noteCounted(counted);
    const seen = Array.from({ length: parts }, () => rounds.next());
    expect(seen.every((each) => each.parts === parts)).toBe(true);
    expect(new Set(seen.map(({ part }) => part)).size).toBe(parts);
  }
});

test('of many queues those where somebody was admitted are counted besides', () => {
  const rounds = new AdmissionRounds();
  rounds.noteAdmitted('a concert');
  expect(rounds.next().besides).toEqual([]);
  rounds.noteCounted(2_000);
  expect(rounds.next().besides).toEqual(['a concert']);
});
