import { grantAccess } from '@frontrow/database/access/grants';
import { createOrm } from '@frontrow/database/orm';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { purgeQueueEntries } from '../../src/queue/purge/purge.ts';
import { audited } from '../../testing/audit/audited.ts';
import { createWorld, type World } from '../../testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());
const { failedChecks, violations, afterBreaking } = audited(() => world);

/** A queue with 6 admissions, under limits that an operator raised after the first 3 of them. */
async function admissions(label: string): Promise<string> {
  const concertId = await world.concert({ queue: { maxActive: 3 } });
  await world.joinMany(`${label} of ${concertId}`, 8, concertId);
  world.advanceClock(1);
  await world.configureQueue(concertId, { maxActive: 4 });
  await world.configureQueue(concertId, { maxActive: 6 });
  await world.admit(concertId);
  const { rows } = await world.pool.query(
    'select nth, max_active from admission where concert_id = $1 order by nth',
    [concertId],
  );
  expect(rows.map(({ nth, max_active: maxActive }) => [Number(nth), maxActive])).toEqual([
    ...[1, 2, 3].map((nth) => [nth, 3]),
    ...[4, 5, 6].map((nth) => [nth, 6]),
  ]);
  expect(await failedChecks(concertId)).toEqual([]);
  return concertId;
}

const MISSING = 'admissions are missing from the record';
const NOT_IN_FORCE = 'the recorded limits were not in force';

describe('the audit names', () => {
  test.each([
    ['the last', 6, null],
    ['the second', 2, 2],
  ])('an admission deleted from the record with its entry: %s', async (_, nth, admission) => {
    const concertId = await admissions('deleted');
    const broken: [string, unknown[]][] = [
      [
        `delete from queue_entry where id = (select queue_entry_id from admission
           where concert_id = $1 and nth = $2)`,
        [concertId, nth],
      ],
      ['delete from admission where concert_id = $1 and nth = $2', [concertId, nth]],
    ];
    await afterBreaking(broken, async () => {
      const found = await violations(concertId);
      expect(found.map(({ problem }) => problem)).toEqual([MISSING]);
      expect(found).toMatchObject([{ admission, counted: 6, recorded: 5 }]);
    });
  });

  test('an admission deleted from the record after the purge, and the counter lowered', async () => {
    const concertId = await admissions('purged');
    world.advanceClock(100_000);
    await purgeQueueEntries(world.ctx, { retentionSeconds: 10, batch: 100 });
    expect(await failedChecks(concertId)).toEqual([]);
    const broken: [string, unknown[]][] = [
      ['delete from admission where concert_id = $1 and nth = 3', [concertId]],
      ['update queue set admitted = admitted - 1 where concert_id = $1', [concertId]],
    ];
    await afterBreaking(broken, async () => {
      const found = await violations(concertId);
      expect(found).toMatchObject([{ problem: MISSING, admission: 3 }]);
    });
  });

  test('recorded limits that were raised afterwards', async () => {
    const concertId = await admissions('raised');
    const raised = 'update admission set max_active = 6 where concert_id = $1 and nth = 3';
    await afterBreaking([[raised, [concertId]]], async () => {
      const found = await violations(concertId);
      expect(found).toMatchObject([{ problem: NOT_IN_FORCE, admission: 3, maxActive: 6 }]);
    });
  });
});

test('the audit names limits that were added to the history afterwards', async () => {
  const concertId = await admissions('added');
  const raised = 'update admission set max_active = 6 where concert_id = $1 and nth = 3';
  await afterBreaking([[raised, [concertId]]], async () => {
    // The role of servers may add rows.
    const added = `insert into queue_limit (concert_id, after_admission, max_active, admit_per_minute)
      select concert_id, 2, 6, admit_per_minute from queue where concert_id = $1`;
    await world.pool.query(added, [concertId]);
    const found = await violations(concertId);
    expect(found).toMatchObject([{ problem: 'the history of the limits is not in order' }]);
  });
});

describe('the record of admissions', () => {
  test('refuses changes, except of the end of a pass', async () => {
    const concertId = await admissions('refuses');
    const change = (set: string) =>
      world.ownerPool.query(`update admission set ${set} where concert_id = $1`, [concertId]);
    for (const set of ['max_active = 600', 'admit_per_minute = 600', 'nth = nth + 1']) {
      await expect(change(set)).rejects.toMatchObject({ code: '23001' });
    }
    await change('ended_at = now()');
    const history = world.ownerPool.query('update queue_limit set max_active = 600');
    await expect(history).rejects.toMatchObject({ code: '23001' });
    const erased = world.ownerPool.query('truncate queue_limit');
    await expect(erased).rejects.toMatchObject({ code: '23001' });
  });

  test('of a database before the running numbers passes the audit once it is migrated', async () => {
    const concertId = await admissions('migrated');
    const orm = createOrm({ url: world.ownerUrl, poolSize: 2, querySeconds: 0 });
    await orm.migrator.down({ to: 'Migration20261129070000_SaleTerms' });
    await world.ownerPool.query('update queue set admitted = admitted - 1');
    await orm.migrator.up();
    await orm.close(true);
    const owner = new Client({ connectionString: world.ownerUrl });
    await owner.connect();
    await grantAccess(owner, new URL(world.url).username);
    await owner.end();
    const { rows } = await world.pool.query(
      `select after_admission::int as after, max_active as most from queue_limit
       where concert_id = $1 order by id`,
      [concertId],
    );
    const expected = [0, 3, 6].map((after) => ({ after, most: after === 0 ? 3 : 6 }));
    expect(rows).toEqual(expected);
    world.advanceClock(1);
    await world.configureQueue(concertId, { maxActive: 7 });
    await world.admit(concertId);
    expect(await failedChecks(concertId)).toEqual([]);
    const text = 'select max(nth)::int as last from admission where concert_id = $1';
    expect((await world.pool.query(text, [concertId])).rows).toEqual([{ last: 7 }]);
  });
});
