import { expect, test } from 'vitest';
import { isoOf } from './ticket-json.ts';

test('a time is written as toISOString writes it', () => {
  const times = [0, 999, 59_999, 60_000, -1, -60_000, 253_402_300_799_999, 253_402_300_800_000];
  for (let n = 0; n < 20_000; n++) times.push(Math.floor(Math.random() * 4e12));
  for (const time of times) {
    const date = new Date(time);
    if (isoOf(date) !== date.toISOString()) expect.fail(`${isoOf(date)} for ${time}`);
  }
});
