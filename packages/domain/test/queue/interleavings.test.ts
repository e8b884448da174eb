import { afterAll, beforeAll, expect, test } from 'vitest';
import { admitAllQueues } from '../../src/queue/admission/admit.ts';
import { leavePass } from '../../src/queue/pass/pass.ts';
import { purgeQueueEntries } from '../../src/queue/purge/purge.ts';
import { lockRow } from '../../testing/locks.ts';
import { poll } from '../../testing/token-holder.ts';
import { createWorld, refusalOf, type World } from '../../testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld({}, 40);
});
afterAll(() => world.close());

test('a join while the user’s own pass expires never fails', async () => {
  const { services } = world.realTimeServer();
  const concertId = await world.concert({
    queue: { claimSeconds: 2, pollAfterSeconds: 1, activeSeconds: 1 },
  });
  const callers = await Promise.all([0, 1, 2, 3].map((n) => world.caller(`rejoining ${n}`)));
  const end = Date.now() + 4_000;
  await Promise.all(
    callers.map(async (caller) => {
      while (Date.now() < end) {
        expect(await services.queue.join(caller, { concertId })).toMatchObject({ concertId });
      }
    }),
  );
  expect(await world.services.admin.audit({ concertId })).toMatchObject({ ok: true });
});

test('a locked queue does not delay the admissions of others, and its joins fail after the lock timeout', async () => {
  const [locked, free] = [
    await world.concert({ queue: { maxActive: 1 } }),
    await world.concert({ queue: { maxActive: 1 } }),
  ];
  const first = await world.queueCaller('free first', free);
  const { queueCaller } = await world.join('free second', free);
  await world.queueCaller('locked first', locked);
  await world.queueCaller('locked second', locked);
  await world.services.queue.leave(first.claims);
  const lock = await lockRow(world, 'queue', locked);
  await admitAllQueues(world.ctx);
  expect(await poll(world.services, queueCaller.claims)).toMatchObject({
    status: 'ACTIVE',
  });
  await expect(world.join('locked third', locked)).rejects.toMatchObject({ code: '55P03' });
  await lock.release();
});

test('passes that end and are given on all the time never exceed the limit, as the audit shows', async () => {
  const { ctx: realTimeCtx, services } = world.realTimeServer();
  const concertId = await world.concert({ queue: { maxActive: 1, admitPerMinute: 100_000 } });
  const names = Array.from({ length: 40 }, (_, n) => `swapping ${n}`);
  const callers = await Promise.all(names.map((name) => world.caller(name)));
  const started = Date.now();
  let admissions = 0;
  // A busy machine needs more than 3 seconds for 20 admissions.
  const goesOn = () => Date.now() - started < 3_000 || admissions <= 20;
  const rejoin = async (caller: (typeof callers)[number]) => {
    while (goesOn()) await services.queue.join(caller, { concertId });
  };
  const endPasses = async () => {
    while (goesOn()) {
      const { rows } = await world.pool.query(
        "select id from queue_entry where concert_id = $1 and status = 'ACTIVE'",
        [concertId],
      );
      for (const { id } of rows) await leavePass(realTimeCtx, { entryId: id });
    }
  };
  const admit = async () => {
    while (goesOn()) {
      await admitAllQueues(realTimeCtx);
      const { rows } = await world.pool.query(
        'select count(*)::int as n from admission where concert_id = $1',
        [concertId],
      );
      admissions = rows[0].n;
    }
  };
  await Promise.all([...callers.map(rejoin), endPasses(), endPasses(), admit(), admit()]);
  expect(await services.admin.audit({ concertId })).toMatchObject({ ok: true });
});

test('parallel purges deadlock neither with each other nor with joins', async () => {
  const concerts = await Promise.all([0, 1, 2, 3].map(() => world.concert()));
  const { rows } = await world.pool.query(
    `insert into app_user (id, name) select gen_random_uuid(), 'purged' from generate_series(1, 400)
     returning id`,
  );
  await world.pool.query(
    `insert into queue_entry (id, concert_id, user_id, status, joined_at, ended_at)
     select gen_random_uuid(), c.id, u.id, 'LEFT', $3, $3
     from unnest($1::uuid[]) as u (id), unnest($2::uuid[]) as c (id)`,
    [rows.map(({ id }) => id), concerts, world.now],
  );
  world.advanceClock(10);
  const options = { retentionSeconds: 1, batch: 20 };
  const purges = [0, 1, 2, 3].map(() => purgeQueueEntries(world.ctx, options));
  const joins = concerts.flatMap((concertId) =>
    [0, 1, 2].map((n) => world.join(`joins while purging ${n}`, concertId)),
  );
  await Promise.all(joins);
  const purged = (await Promise.all(purges)).reduce((sum, n) => sum + n, 0);
  expect(purged).toBeGreaterThanOrEqual(1_600);
});

test('a deleted user cannot join', async () => {
  const operator = await world.caller('operator', 'operator');
  const concertId = await world.concert();
  const caller = await world.caller('deleted');
  await world.services.admin.deleteUser(operator, { userId: caller.userId });
  expect(await refusalOf(world.services.queue.join(caller, { concertId }))).toMatchObject({
    code: 'USER_NOT_FOUND',
  });
});
