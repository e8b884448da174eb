import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lockRow, waitForLockWaiters, whileTimePasses } from '../../testing/locks.ts';
import { createWorld, refusalOf, type World } from '../../testing/world.ts';

/*
 * What waits for the lock of a queue or of a pass is judged by the clock and by the settings of the moment
 * when it has got the lock.
 */

let world: World;
beforeAll(async () => {
  world = await createWorld({}, 40);
});
afterAll(() => world.close());

/** A user on the real clock with a pass that is not claimed yet. */
async function admitted(name: string) {
  const { services } = world.realTimeServer();
  const concertId = await world.concert();
  const caller = await world.caller(name);
  const { token } = await services.queue.join(caller, { concertId });
  const claims = services.queue.verifyToken(token);
  if (!claims) throw new Error('the token does not open');
  const entry = async () => {
    const { rows } = await world.pool.query(
      'select status, claimed_at, expires_at, ended_at from queue_entry where id = $1',
      [claims.entryId],
    );
    return rows[0];
  };
  return { services, concertId, caller, claims, entry };
}
type Admitted = Awaited<ReturnType<typeof admitted>>;

const EXPIRES_SOON = `
  update queue_entry set expires_at = clock_timestamp() + make_interval(secs => $2)
  where id = $1 returning expires_at`;

/** Locks the pass, makes the call, and releases the lock once the pass has expired. */
const whilePassExpires = <Result>({ claims }: Admitted, call: () => Promise<Result>) =>
  whileTimePasses(world, async (seconds) => {
    const { rows } = await world.pool.query(EXPIRES_SOON, [claims.entryId, seconds]);
    const lock = await lockRow(world, 'queue_entry', claims.entryId);
    return { lock, until: rows[0].expires_at, call: call() };
  });

describe('a call that waits for the lock of a pass until the pass has expired', () => {
  test('does not claim it', async () => {
    const user = await admitted('claims late');
    await whilePassExpires(user, () => user.services.queue.claim(user.claims));
    expect(await user.entry()).toMatchObject({ status: 'ACTIVE', claimed_at: null });
    expect(await refusalOf(user.services.queue.leave(user.claims))).toMatchObject({
      code: 'QUEUE_TOKEN_EXPIRED',
      details: { reason: 'EXPIRED' },
    });
  });

  test('does not leave with it, and it reads EXPIRED', async () => {
    const user = await admitted('leaves late');
    const leave = () => refusalOf(user.services.queue.leave(user.claims));
    const refusal = { code: 'QUEUE_TOKEN_EXPIRED', details: { reason: 'EXPIRED' } };
    expect(await whilePassExpires(user, leave)).toMatchObject(refusal);
  });

  test('deletes the user, and the pass ended when it expired', async () => {
    const user = await admitted('deleted late');
    const operator = await world.caller('operator', 'operator');
    const { userId } = user.caller;
    await whilePassExpires(user, () => user.services.admin.deleteUser(operator, { userId }));
    const { status, ended_at: endedAt, expires_at: expiresAt } = await user.entry();
    expect({ status, endedAt }).toEqual({ status: 'EXPIRED', endedAt: expiresAt });
  });
});

/** Changes the dates of a concert as `admin.updateConcert` does, and commits when told to. */
async function changeDates(concertId: string, change: string) {
  const client = await world.ownerPool.connect();
  await client.query('begin');
  await client.query('select from queue where concert_id = $1 for update', [concertId]);
  await client.query(`update concert set ${change} where id = $1`, [concertId]);
  return async () => {
    await client.query('commit');
    client.release();
  };
}

describe('a join that waits for the lock of the queue', () => {
  test('while an operator closes the sale is QUEUE_CLOSED', async () => {
    const concertId = await world.concert();
    const commit = await changeDates(concertId, "sales_close_at = '2030-01-01'");
    const refusal = refusalOf(world.join('joins what closes', concertId));
    await waitForLockWaiters(world, 1);
    await commit();
    expect(await refusal).toMatchObject({ code: 'QUEUE_CLOSED' });
    const { rows } = await world.pool.query('select from queue_entry where concert_id = $1', [
      concertId,
    ]);
    expect(rows).toEqual([]);
  });

  test('while an operator opens the sale again is admitted', async () => {
    const concertId = await world.concert({ salesCloseAt: new Date(world.now.getTime() - 1000) });
    const commit = await changeDates(concertId, 'sales_close_at = null');
    const joined = world.join('joins what opens', concertId);
    await waitForLockWaiters(world, 1);
    await commit();
    expect((await joined).ticket).toMatchObject({ status: 'ACTIVE' });
  });

  test('while an operator moves the opening later enters the pre-queue', async () => {
    const concertId = await world.concert();
    const commit = await changeDates(concertId, "sales_open_at = '2030-06-01'");
    const joined = world.join('joins too early', concertId);
    await waitForLockWaiters(world, 1);
    await commit();
    expect((await joined).ticket).toMatchObject({ status: 'PREQUEUE' });
  });
});
