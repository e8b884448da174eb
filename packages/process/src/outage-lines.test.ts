import { expect, test } from 'vitest';
import { type Fields, thinOutOutages } from './outage-lines.ts';

const full = (file: number) =>
  Object.assign(new Error(`could not extend file "base/5/${file}": No space left on device`), {
    code: '53100',
  });

/** Asks at each of these times, in seconds, for a line with that text. Returns the times of those that are written, with what was left out. */
function written(times: number[], line: (time: number) => Fields) {
  let time = 0;
  const thinOut = thinOutOutages(() => time * 1000);
  return times.flatMap((each) => {
    time = each;
    const fields = thinOut('call failed', line(each));
    return fields ? [[each, fields.leftOut ?? 0]] : [];
  });
}

test('of lines about a full disk the first is written, then ever fewer, one a minute at last', () => {
  const everyTenth = Array.from({ length: 3_000 }, (_, n) => n / 10);
  const lines = written(everyTenth, (time) => ({ err: full(time * 10) }));
  expect(lines).toEqual([
    [0, 0],
    [1, 9],
    [3, 19],
    [7, 39],
    [15, 79],
    [31, 159],
    [63, 319],
    [123, 599],
    [183, 599],
    [243, 599],
  ]);
});

test('after a minute without such a line the next is written, and the pauses begin anew', () => {
  const times = [0, 1, 3, 70, 70.5, 71];
  expect(written(times, () => ({ err: full(1) })).map(([time]) => time)).toEqual([0, 1, 3, 70, 71]);
});

test('the line has the reason in place of the stack, and its other fields', () => {
  const thinOut = thinOutOutages();
  const cause = 'the database has no disk space left';
  expect(thinOut('a', { err: full(1), job: 'sweep' })).toEqual({ cause, job: 'sweep' });
  expect(thinOut('b', { cause: full(1), procedure: 'x' })).toEqual({ cause, procedure: 'x' });
  const gone = Object.assign(new Error('gone'), { code: 'ECONNREFUSED' });
  expect(thinOut('a', { err: gone })).toEqual({ cause: gone });
});

test('another text, another reason and a fault of ours are written', () => {
  const thinOut = thinOutOutages(() => 0);
  const gone = Object.assign(new Error('gone'), { code: 'ECONNREFUSED' });
  expect(thinOut('a', { err: full(1) })).not.toBeNull();
  expect(thinOut('a', { err: full(2) })).toBeNull();
  expect(thinOut('b', { err: full(2) })).not.toBeNull();
  expect(thinOut('a', { err: gone })).not.toBeNull();
  expect(thinOut('a', { err: new Error('Connection terminated unexpectedly') })).toBeNull();
  expect(
    thinOut('a', { err: Object.assign(new Error('it starts'), { code: '57P03' }) }),
  ).toBeNull();
  const cancelled = Object.assign(new Error('cancelled'), { code: '57014' });
  expect(thinOut('a', { err: cancelled })).not.toBeNull();
  expect(thinOut('a', { err: new Error('inside', { cause: full(3) }) })).toBeNull();
  const bug = { err: new TypeError('x is not a function') };
  expect(thinOut('a', bug)).toBe(bug);
  expect(thinOut('a', bug)).toBe(bug);
});
