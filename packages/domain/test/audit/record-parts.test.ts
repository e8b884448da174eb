import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Look } from '../../src/audit/looks/look.ts';
import { ALL_TIMES, checkRecord } from '../../src/audit/looks/record/check-record.ts';
import { createPace } from '../../src/kernel/database/pace.ts';
import { runUnchecked } from '../../testing/audit/audited.ts';
import { createWorld, type World } from '../../testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

/** Six admissions, 30 seconds after one another, of passes that last until the end. */
async function admissions(): Promise<string> {
  const concertId = await world.concert({ queue: { maxActive: 100, admitPerMinute: 100 } });
  for (let n = 0; n < 6; n++) {
    await world.joinMany(`${n} of ${concertId}`, 1, concertId);
    world.advanceClock(30);
  }
  await world.ownerPool.query(
    `update queue_entry set status = 'ACTIVE', ended_at = null, expires_at = '2030-06-01' where concert_id = $1`,
    [concertId],
  );
  return concertId;
}

/** What the checks of the record say, with so many admissions in each part. */
async function problems(concertId: string, size: number): Promise<string[]> {
  const found = new Set<string>();
  const onViolation = (_: string, violations: object[]) => {
    for (const violation of violations)
      if ('problem' in violation) found.add(String(violation.problem));
  };
  const look = new Look(world.ctx, { pace: createPace({ share: 1 }), onViolation });
  await checkRecord(look, concertId, { ...ALL_TIMES, size });
  expect(look.rows).toBe(6);
  return [...found];
}

const LIMIT = 'a limit was passed';
const CASES = [
  // The first pass still counts at the last admission, however small the parts.
  { what: 'too many active passes', set: 'max_active = 5', nth: 6, problem: LIMIT },
  { what: 'too many admissions a minute', set: 'admit_per_minute = 1', nth: 4, problem: LIMIT },
  {
    what: 'an admission before an earlier number',
    set: 'number = number + 1000',
    nth: 3,
    problem: 'admitted after a later number',
  },
  {
    what: 'a running number that is not the next',
    set: 'nth = nth + 7',
    nth: 5,
    problem: 'admissions are missing from the record',
  },
  {
    what: 'limits that were not in force',
    set: 'max_active = 99',
    nth: 2,
    problem: 'the recorded limits were not in force',
  },
];

describe('parts of the record of admissions', () => {
  test.each(CASES)('show $what', async ({ set, nth, problem }) => {
    const concertId = await admissions();
    for (const size of [1, 2, 5, 100]) expect(await problems(concertId, size)).toEqual([]);
    const text = `update admission set ${set} where concert_id = $1 and nth = $2`;
    await runUnchecked(world, [[text, [concertId, nth]]]);
    for (const size of [1, 2, 5, 100]) {
      expect({ size, found: await problems(concertId, size) }).toEqual({
        size,
        found: expect.arrayContaining([problem]),
      });
    }
  });
});
