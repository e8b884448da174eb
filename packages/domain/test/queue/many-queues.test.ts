import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Statement } from '../../src/kernel/database/sql.ts';
import { admitAllQueues } from '../../src/queue/admission/admit.ts';
import { advanceDraws } from '../../src/queue/draw/advance-draws.ts';
import { estimateWaits } from '../../src/queue/replica/estimate-waits.ts';
import { bindServices } from '../../src/services.ts';
import { lockRow } from '../../testing/locks.ts';
import { poll } from '../../testing/token-holder.ts';
import { createWorld, type World } from '../../testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld({}, 60);
  world.now = new Date();
});
afterAll(() => world.close());

type Server = ReturnType<World['realTimeServer']>;

/** A server in real time. `slow` delays the statements of these names, in milliseconds. */
function server(slow: Record<string, number> = {}): Server {
  const { ctx } = world.realTimeServer();
  const rows = async <Row>(statement: Statement, values: readonly unknown[]) => {
    const answer = await world.ctx.sql.rows<Row>(statement, values);
    await sleep(slow[statement.name] ?? 0);
    return answer;
  };
  const slowed = { ...ctx, sql: { rows } };
  return { ctx: slowed, services: bindServices(slowed) };
}

/** Joins as a new user. Returns the claims of the queue token. */
async function join({ services }: Server, name: string, concertId: string) {
  const { token } = await services.queue.join(await world.caller(name), { concertId });
  const claims = services.queue.verifyToken(token);
  if (!claims) throw new Error('the token does not open');
  return claims;
}
type Claims = Awaited<ReturnType<typeof join>>;
/** The position that a server shows. Without the ceiling of the token it comes from the replica alone. */
const positionOn = async ({ services }: Server, claims: Claims) =>
  (await poll(services, { ...claims, positionCeiling: null })).position;

/** Inserts entries that wait, of users that are inserted too. */
const insertWaiting = async (concertId: string, count: number) => {
  await world.pool.query(
    `with u as (
       insert into app_user (id, name) select gen_random_uuid(), 'inserted' from generate_series(1, $2)
       returning id
     ), k as (
       insert into queue_entry (id, concert_id, user_id, number, status, joined_at)
       select gen_random_uuid(), $1, id, row_number() over (), 'WAITING', now() from u
     )
     update queue set last_number = $2 where concert_id = $1`,
    [concertId, count],
  );
};
const countAdmissions = async (concertId: string) => {
  const { rows } = await world.pool.query(
    'select count(*)::int as n from admission where concert_id = $1',
    [concertId],
  );
  return rows[0].n as number;
};

describe('two servers', () => {
  test('a server that loads a queue for the first time shows the same positions as the other', async () => {
    const [a, b] = [server(), server()];
    const concertId = await world.concert({ queue: { maxActive: 0 } });
    const [first, , last] = [
      await join(a, 'loaded late 1', concertId),
      await join(a, 'loaded late 2', concertId),
      await join(a, 'loaded late 3', concertId),
    ];
    await vi.waitUntil(async () => (await positionOn(a, last)) === 3, { timeout: 20_000 });
    const leaving = a.services.queue.leave(first);
    await vi.waitUntil(async () => (await lastChange(concertId)) > 0, { timeout: 20_000 });
    const onB = await positionOn(b, last);
    expect(await positionOn(a, last)).toBeLessThanOrEqual(Number(onB));
    await leaving;
    expect([await positionOn(a, last), await positionOn(b, last)]).toEqual([2, 2]);
  });

  const lastChange = async (concertId: string) => {
    const { rows } = await world.pool.query('select seq from queue where concert_id = $1', [
      concertId,
    ]);
    return Number(rows[0].seq);
  };

  test('a server that did not read during the opening shows the same positions as the other', async () => {
    const [a, b] = [server(), server()];
    const opensAt = new Date(Date.now() + 3_600_000);
    const concertId = await world.concert({ queue: { maxActive: 0, opensAt } });
    const early: Claims[] = [];
    for (let n = 0; n < 12; n++) early.push(await join(a, `opening ${n}`, concertId));
    await Promise.all(early.slice(0, 6).map((claims) => a.services.queue.leave(claims)));
    await poll(b.services, early.at(-1) as Claims);
    await world.pool.query('update queue set opens_at = now() where concert_id = $1', [concertId]);
    await admitAllQueues(a.ctx);
    await advanceDraws(a.ctx);
    const stay = early.slice(6);
    const shown = (one: Server) => Promise.all(stay.map((claims) => positionOn(one, claims)));
    await vi.waitUntil(async () => !(await shown(a)).includes(null), { timeout: 20_000 });
    await vi.waitUntil(async () => !(await shown(b)).includes(null), { timeout: 20_000 });
    expect(await shown(b)).toEqual(await shown(a));
    expect((await shown(a)).sort()).toEqual([1, 2, 3, 4, 5, 6]);
  });
});

describe('a busy queue', () => {
  test('4,000 joins at the opening do not keep its draw from being finished', async () => {
    const servers = [server(), server()];
    const opensAt = new Date(Date.now() + 3_600_000);
    const concertId = await world.concert({ queue: { maxActive: 5, opensAt } });
    for (let n = 0; n < 10; n++) await join(servers[0] as Server, `drawn ${n}`, concertId);
    await world.pool.query(
      "insert into app_user (id, name) select gen_random_uuid(), 'joins at once' from generate_series(1, 4000)",
    );
    const { rows } = await world.pool.query<{ id: string }>(
      "select id from app_user where name = 'joins at once'",
    );
    await world.pool.query('update queue set opens_at = now() where concert_id = $1', [concertId]);
    let admitted = 0;
    const joins = servers.flatMap(({ services }) =>
      Array.from({ length: 20 }, async () => {
        for (let user = rows.pop(); user && admitted === 0; user = rows.pop()) {
          await services.queue.join({ userId: user.id, service: false }, { concertId });
        }
      }),
    );
    const loops = servers.map(async ({ ctx }) => {
      while (admitted === 0) {
        await admitAllQueues(ctx);
        await advanceDraws(ctx);
        admitted = await countAdmissions(concertId);
      }
    });
    await Promise.all([...joins, ...loops]);
    expect(rows.length).toBeGreaterThan(0);
  });

  test('many admissions of one queue do not delay the admissions of others', async () => {
    const one = server();
    const [big, small] = [
      await world.concert({ queue: { maxActive: 0, admitPerMinute: 1_000_000 } }),
      await world.concert({ queue: { maxActive: 1 } }),
    ];
    await join(one, 'small in', small);
    const next = await join(one, 'small next', small);
    await insertWaiting(big, 9_000);
    await world.pool.query('update queue set max_active = 100000 where concert_id = $1', [big]);
    await world.pool.query('update queue set max_active = 2 where concert_id = $1', [small]);
    expect(await admitAllQueues(one.ctx)).toBe(true);
    expect(await countAdmissions(big)).toBeLessThan(9_000);
    expect(await poll(one.services, { ...next, admitted: true })).toMatchObject({
      status: 'ACTIVE',
    });
    while (await admitAllQueues(one.ctx));
    expect(await countAdmissions(big)).toBe(9_000);
  });

  test('10,999 passes that expire at once are all marked, although one run marks only 5,000', async () => {
    const one = server();
    const concertId = await world.concert({
      queue: { maxActive: 0, admitPerMinute: 1_000_000 },
    });
    await insertWaiting(concertId, 11_000);
    await world.pool.query(
      `update queue_entry set status = 'ACTIVE', admitted_at = now() - interval '2 minutes',
         hold_until = now() - interval '1 minute', expires_at = now() - interval '1 minute'
       where concert_id = $1 and number <= 10999`,
      [concertId],
    );
    await world.pool.query('update queue set max_active = 1 where concert_id = $1', [concertId]);
    while (await admitAllQueues(one.ctx));
    expect(await countAdmissions(concertId)).toBe(1);
  });

  test('a deleted user leaves the other queues while the lock of one queue is taken', async () => {
    const [a, b] = [server(), server()];
    const [free, locked] = [
      await world.concert({ queue: { maxActive: 0 } }),
      await world.concert({ queue: { maxActive: 0 } }),
    ];
    const deleted = await join(a, 'deleted from two queues', free);
    await join(a, 'deleted from two queues', locked);
    const behind = await join(a, 'behind the deleted', free);
    await vi.waitUntil(async () => (await positionOn(b, behind)) === 2, { timeout: 20_000 });
    const lock = await lockRow(world, 'queue', locked);
    const operator = await world.caller('operator', 'operator');
    const deleting = a.services.admin.deleteUser(operator, { userId: deleted.userId });
    await vi.waitUntil(async () => (await positionOn(b, behind)) === 1, { timeout: 20_000 });
    expect(await positionOn(a, behind)).toBe(1);
    await lock.release();
    expect(await deleting).toMatchObject({ deleted: true });
  });
});

describe('slow reads', () => {
  test('a queue that is being loaded again does not delay the polls of another', async () => {
    const slow: Record<string, number> = {};
    const one = server(slow);
    const [reloaded, polled] = [
      await world.concert({ queue: { maxActive: 0 } }),
      await world.concert({ queue: { maxActive: 0 } }),
    ];
    await join(one, 'waits in the reloaded queue', reloaded);
    const claims = await join(one, 'polls', polled);
    await positionOn(one, claims);
    slow['replica-load'] = 60_000_000;
    // A change without a row in the log: as if the replica had missed changes.
    await world.pool.query('update queue set seq = seq + 1 where concert_id = $1', [reloaded]);
    await one.ctx.queue.replicas.refresh(one.ctx);
    expect(await positionOn(one, claims)).toBe(1);
  });

  test('polls are answered while the replica is less than 0.9 seconds old', async () => {
    const slow: Record<string, number> = {};
    const one = server(slow);
    const concertId = await world.concert({ queue: { maxActive: 0 } });
    const claims = await join(one, 'slow reads', concertId);
    slow['replicas-refresh'] = 300;
    for (let n = 0; n < 4; n++) expect(await positionOn(one, claims)).toBe(1);
  });

  test('polls are answered without an estimate if the statement of the estimates fails', async () => {
    const one = server();
    const concertId = await world.concert({ queue: { maxActive: 0 } });
    const claims = await join(one, 'no estimate', concertId);
    const { rows } = one.ctx.sql;
    one.ctx.sql = {
      rows: async <Row>(statement: Statement, values: readonly unknown[]) => {
        if (statement.name === 'queue-turnover') throw new Error('Query read timeout');
        return rows<Row>(statement, values);
      },
    };
    await expect(estimateWaits(one.ctx)).rejects.toThrow('Query read timeout');
    expect(await poll(one.services, claims)).toMatchObject({ estimatedWaitSeconds: null });
  });
});
