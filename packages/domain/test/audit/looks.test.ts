import { until } from '@frontrow/embedded/testing/until';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Look } from '../../src/audit/looks/look.ts';
import { readTable } from '../../src/audit/looks/read-tables.ts';
import { wholeLook } from '../../src/audit/looks/whole-look.ts';
import { createPace } from '../../src/kernel/database/pace.ts';
import { audited, runUnchecked } from '../../testing/audit/audited.ts';
import { changesSeen, everythingSeen } from '../../testing/audit/looks.ts';
import { createWorld, type World } from '../../testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());
const { busyConcert } = audited(() => world);

const ONE_OWNER = 'a seat has at most one live owner';
const BALANCE = 'a balance is the sum of its ledger entries and not negative';
const PAYMENT = 'a paid reservation has one payment and one debit, a refunded one also one credit';
const SECTIONS = 'a performance has the sections and the number of places of its chart';

const RAISED = 'update account set balance = balance + 1 where user_id = $1';
const LOWERED = 'update account set balance = balance - 1 where user_id = $1';

/**
 * Looks at all that was written. A look reads again what was written while an older transaction was open, in any
 * database of the server, and other tests have such.
 */
async function caughtUp(): Promise<void> {
  const { rows } = await world.pool.query('select pg_current_xact_id()::text as id');
  await until(
    'older transactions have ended',
    async () => {
      const ended = 'select pg_snapshot_xmin(pg_current_snapshot()) > $1::xid8 as all';
      return (await world.pool.query(ended, [rows[0].id])).rows[0].all;
    },
    120_000,
  );
  await changesSeen(world.ctx);
}

/** All that was there is looked at, and in order. */
async function allSeen(): Promise<void> {
  await changesSeen(world.ctx);
  expect([...(await everythingSeen(world.ctx)).keys()]).toEqual([]);
  expect([...(await changesSeen(world.ctx)).keys()]).toEqual([]);
}

/** The user of a payment. */
async function payer(label: string): Promise<string> {
  const { paid } = await busyConcert(label);
  return paid.queueCaller.caller.userId;
}

describe('a look at changes', () => {
  test('finds what a transaction wrote that ended after the look before', async () => {
    const userId = await payer('late');
    await allSeen();
    const late = await world.ownerPool.connect();
    await late.query('begin');
    await late.query(RAISED, [userId]);
    // Later transactions, which end before it.
    await payer('meanwhile');
    expect([...(await changesSeen(world.ctx)).keys()]).toEqual([]);
    await late.query('commit');
    late.release();
    await payer('afterwards');
    expect([...(await changesSeen(world.ctx)).keys()]).toEqual([BALANCE]);
    await runUnchecked(world, [[LOWERED, [userId]]]);
    await allSeen();
  });

  test('looks again at what it found until it is in order, and at nothing else', async () => {
    const userId = await payer('stays');
    await allSeen();
    await caughtUp();
    await runUnchecked(world, [[RAISED, [userId]]]);
    for (let look = 0; look < 3; look++) {
      expect((await changesSeen(world.ctx)).get(BALANCE)).toMatchObject([{ userId }]);
    }
    const open = () => world.pool.query('select unit, ids from audit_finding');
    expect((await open()).rows).toEqual([{ unit: 'user', ids: [userId] }]);
    // What was not found and has not changed needs no second look.
    await caughtUp();
    await world.ownerPool.query('delete from audit_finding');
    expect([...(await changesSeen(world.ctx)).keys()]).toEqual([]);
    expect((await everythingSeen(world.ctx)).get(BALANCE)).toMatchObject([{ userId }]);
    expect((await changesSeen(world.ctx)).get(BALANCE)).toMatchObject([{ userId }]);
    await runUnchecked(world, [[LOWERED, [userId]]]);
    await allSeen();
    expect((await open()).rows).toEqual([]);
  });

  test.each([
    {
      what: 'the debit of a payment, whose reservation has changed',
      deleted: "delete from ledger_entry where payment_id = $1 and type = 'PAYMENT'",
      changed: `update reservation set ended_at = ended_at where id = (select reservation_id from payment where id = $1)`,
      check: PAYMENT,
    },
    {
      what: 'a seat, of which another one has changed',
      deleted: `delete from seat where place = 9 and performance_id = (select performance_id from payment where id = $1)`,
      changed: `update seat set label = label where place = 8
        and performance_id = (select performance_id from payment where id = $1)`,
      check: SECTIONS,
    },
  ])('finds that a row is gone: $what', async ({ deleted, changed, check }) => {
    const { paid } = await busyConcert(`gone ${check}`);
    await caughtUp();
    await runUnchecked(world, [[deleted, [paid.payment.id]]]);
    expect([...(await changesSeen(world.ctx)).keys()]).not.toContain(check);
    await runUnchecked(world, [[changed, [paid.payment.id]]]);
    expect([...(await changesSeen(world.ctx)).keys()]).toContain(check);
  });

  test('finds payments that are left once the hour after the cancellation is over', async () => {
    const { performanceId, paid } = await busyConcert('cancelled');
    const cancelled = `update performance set status = 'CANCELLED', cancelled_at = $2 where id = $1`;
    await runUnchecked(world, [[cancelled, [performanceId, world.now]]]);
    const check = 'no payment of a performance is left an hour after its cancellation';
    world.advanceClock(3_599);
    expect((await changesSeen(world.ctx)).get(check)).toBeUndefined();
    world.advanceClock(1);
    const left = expect.objectContaining({ paymentId: paid.payment.id });
    expect((await changesSeen(world.ctx)).get(check)).toEqual([left]);
  });

  test('finds a seat that is held for longer than its reservation once that has ended, with no job running', async () => {
    const { held } = await busyConcert('ends');
    const [seat] = held.seats;
    const longer = `update seat set hold_expires_at = hold_expires_at + interval '1 hour' where id = $1`;
    await runUnchecked(world, [[longer, [seat?.id]]]);
    const violation = expect.objectContaining({ seatId: seat?.id });
    expect((await changesSeen(world.ctx)).get(ONE_OWNER) ?? []).not.toContainEqual(violation);
    world.advanceClock(301);
    expect((await changesSeen(world.ctx)).get(ONE_OWNER)).toContainEqual(violation);
  });

  test('begins anew in a copy of the database, and the whole look is due', async () => {
    const userId = await payer('copied');
    await changesSeen(world.ctx);
    await runUnchecked(world, [
      [RAISED, [userId]],
      ["update audit_look set database = 'another one' where name = 'changes'", []],
    ]);
    expect((await changesSeen(world.ctx)).rows).toBe(0);
    const found: object[] = [];
    await wholeLook(world.ctx, {
      ...{ pace: createPace({ share: 1 }), everySeconds: 86_400, hasTime: () => true },
      onViolation: (_, violations) => found.push(...violations),
    });
    expect(found).toContainEqual(expect.objectContaining({ userId }));
  });
});

describe('a whole look', () => {
  test('goes on where it stopped, and begins again when it is due', async () => {
    await busyConcert('in parts');
    await changesSeen(world.ctx);
    const { rows } = await everythingSeen(world.ctx);
    const part = (everySeconds: number) =>
      wholeLook(world.ctx, {
        ...{ pace: createPace({ share: 1 }), everySeconds, hasTime: () => false },
        onViolation: () => {},
      });
    expect(await part(86_400)).toBe(0);
    const parts: number[] = [];
    const place = async () =>
      (await world.pool.query("select place from audit_look where name = 'whole'")).rows[0]?.place;
    do parts.push(await part(0));
    while (await place());
    expect(parts.length).toBeGreaterThan(3);
    expect(parts.reduce((sum, read) => sum + read, 0)).toBe(rows);
    expect(await part(86_400)).toBe(0);
  });

  test('reads a table again that was moved into another file', async () => {
    const look = () =>
      new Look(world.ctx, { pace: createPace({ share: 1 }), onViolation: () => {} });
    const table = { name: 'account', kinds: { user: 'user_id' } };
    const readFrom = async (from: { block: number; file: string } | undefined) => {
      let file = '';
      let read = 0;
      await readTable(look(), { table, from }, async (rows) => {
        file = rows.file;
        read += rows.read;
        return true;
      });
      return { file, read };
    };
    const { file, read } = await readFrom(undefined);
    expect(read).toBeGreaterThan(0);
    expect(await readFrom({ block: 64, file })).toMatchObject({ read: 0 });
    await world.ownerPool.query('vacuum full account');
    expect(await readFrom({ block: 64, file })).toMatchObject({ read });
  });
});
