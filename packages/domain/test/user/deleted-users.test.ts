import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bindServices } from '../../src/services.ts';
import { type BankWorld, createBankWorld } from '../../testing/bank-world.ts';
import { tablesWith } from '../../testing/stored-data/traces.ts';
import { refusalOf } from '../../testing/world.ts';

let made: BankWorld;
let admin: BankWorld['services']['admin'];
beforeAll(async () => {
  made = await createBankWorld();
  admin = made.services.admin;
});
afterAll(async () => {
  await made.recoverAll();
  expect(await admin.audit({})).toMatchObject({ ok: true });
  await made.world.close();
});

let names = 0;
const nameOf = () => `Customer ${++names} of the tests`;

/** A customer with this balance. */
async function rich(amount = 1_000) {
  const customer = await made.atBank(nameOf(), amount);
  made.bank.pay(customer.topUpId);
  await made.deliver(made.bank.messageOf(customer.topUpId));
  expect(await made.balance(customer)).toBe(amount);
  return customer;
}

const remove = ({ userId }: { userId: string }, force?: boolean) =>
  admin.deleteUser(made.operator, { userId, ...(force === undefined ? {} : { force }) });
const restore = ({ userId }: { userId: string }) => admin.restoreUser(made.operator, { userId });
const erase = ({ userId }: { userId: string }) => admin.eraseUser(made.operator, { userId });
const me = ({ userId }: { userId: string }) => made.services.session.requireUser({ userId });
const NEEDS_FORCE = { code: 'VALIDATION_FAILED', details: { issues: [{ path: ['force'] }] } };
const GONE = { code: 'USER_NOT_FOUND' };

describe('deleting a user', () => {
  test('tells what is left: the balance, the holds, the valid tickets', async () => {
    const { world, services } = made;
    const customer = await rich(250);
    const sections = [{ name: 'S', rows: 1, seatsPerRow: 9, price: 50 }];
    const { concertId, performanceId, seatIds } = await world.concertWithSeats({}, { sections });
    const enter = async () => {
      const { token } = await services.queue.join(customer.caller, { concertId });
      const claims = services.queue.verifyToken(token);
      if (!claims) throw new Error('the token does not open');
      return { caller: customer.caller, claims };
    };
    const hold = async (ids: string[]) => {
      const who = await enter();
      return { who, held: await services.reservation.hold(who, { performanceId, seatIds: ids }) };
    };
    const paid = await hold(seatIds.slice(0, 2));
    const { id: paymentId } = await services.payment.pay(paid.who, { reservationId: paid.held.id });
    const used = await hold(seatIds.slice(2, 3));
    const other = await services.payment.pay(used.who, { reservationId: used.held.id });
    const { items } = await services.payment.tickets(customer.caller, other.id);
    await admin.redeemTicket(made.operator, { code: String(items[0]?.code) });
    await hold(seatIds.slice(3, 4));
    const left = { deleted: true, balance: 100, holds: 1, tickets: 2 };
    expect(await remove(customer.caller, true)).toEqual(left);
    expect(await refusalOf(me(customer.caller))).toMatchObject(GONE);

    // A refund after the deletion is not lost: who is restored has it.
    await admin.refund(made.operator, { paymentId });
    await restore(customer.caller);
    expect(await made.balance(customer)).toBe(200);
  });

  test('with money in it is refused without force, and costs neither the hold nor the place in a queue', async () => {
    const { world, services } = made;
    const customer = await rich();
    const { caller } = customer;
    const house = await world.concertWithSeats();
    const pass = await services.queue.join(caller, { concertId: house.concertId });
    const claims = services.queue.verifyToken(pass.token);
    if (!claims) throw new Error('the token does not open');
    const seatIds = house.seatIds.slice(0, 1);
    const { performanceId } = house;
    const held = await services.reservation.hold({ caller, claims }, { performanceId, seatIds });
    const full = await world.concert({ queue: { maxActive: 0 } });
    await services.queue.join(caller, { concertId: full });

    for (const force of [undefined, false]) {
      expect(await refusalOf(remove(caller, force))).toMatchObject(NEEDS_FORCE);
    }
    expect(await me(caller)).toMatchObject({ id: caller.userId });
    expect(await services.reservation.get(caller, held.id)).toMatchObject({ status: 'HELD' });
    const { status, position } = await services.queue.join(caller, { concertId: full });
    expect({ status, position }).toEqual({ status: 'WAITING', position: 1 });
    const logged = await admin.actions({ limit: 100, action: 'deleteUser' });
    expect(logged.items.map(({ targetId }) => targetId)).not.toContain(caller.userId);
    expect(await remove(caller, true)).toMatchObject({ balance: 1_000, holds: 1 });
    expect(await admin.queueStats(full)).toMatchObject({ waiting: 0 });
  });

  test('with an open top-up is refused without force', async () => {
    const { caller } = await made.atBank(nameOf());
    expect(await refusalOf(remove(caller))).toMatchObject(NEEDS_FORCE);
    expect(await refusalOf(erase(caller))).toMatchObject(NEEDS_FORCE);
    expect(await me(caller)).toMatchObject({ id: caller.userId });
    expect(await remove(caller, true)).toMatchObject({ balance: 0 });
  });

  test('with a top-up in attention is refused without force', async () => {
    const customer = await made.atBank(nameOf());
    made.bank.pay(customer.topUpId, { amount: 900 });
    await made.deliver(made.bank.messageOf(customer.topUpId));
    expect((await made.read(customer)).attention).not.toBeNull();
    expect(await refusalOf(remove(customer.caller))).toMatchObject(NEEDS_FORCE);
    await made.resolve(customer.topUpId, 'refund');
    expect(await remove(customer.caller)).toMatchObject({ deleted: true, balance: 0 });
  });

  test('money that a deleted user pays at the provider is credited, and there once restored', async () => {
    const customer = await made.atBank(nameOf());
    await remove(customer.caller, true);
    made.bank.pay(customer.topUpId);
    await made.deliver(made.bank.messageOf(customer.topUpId));
    await restore(customer.caller);
    expect(await made.balance(customer)).toBe(1_000);
  });

  test('at the same time as charges never leaves money in a deleted balance without force', async () => {
    const { world } = made;
    const { services } = world;
    for (let round = 0; round < 5; round++) {
      const caller = await world.caller(nameOf());
      const open = world.with({ topUp: 'open' });
      const { balance } = bindServices(open);
      const charge = async () => {
        await services.session.requireUser(caller);
        return balance.charge(caller, { amount: 10 });
      };
      const [deleted] = await Promise.allSettled([remove(caller), charge(), charge()]);
      const left = await balance.get(caller);
      if (deleted.status === 'fulfilled') expect(left.amount).toBe(0);
      else expect(left.amount).toBeGreaterThan(0);
    }
  });
});

describe('deleted users', () => {
  test('are found with `deleted` alone, by name and external id, and are restored with both', async () => {
    const [name, externalId] = [nameOf(), ' sub|7 '];
    const user = await admin.createUser(made.operator, { name, externalId });
    const who = { userId: user.id };
    expect(user.deletedAt).toBeNull();
    await remove(who);
    const idsOf = async (filter: object) =>
      (await admin.findUsers({ limit: 100, ...filter })).items.map(({ id }) => id);
    for (const filter of [{ name }, { externalId }, {}, { externalId, deleted: false }]) {
      expect(await idsOf(filter)).not.toContain(user.id);
    }
    for (const filter of [{ name }, { externalId }, {}]) {
      expect(await idsOf({ ...filter, deleted: true })).toContain(user.id);
    }
    expect(await idsOf({ externalId: 'sub|7', deleted: true })).toEqual([]);
    expect(await idsOf({ externalId: '', deleted: true })).toEqual([]);
    const { items } = await admin.findUsers({ limit: 1, externalId, deleted: true });
    expect(items).toEqual([{ ...user, deletedAt: made.world.now }]);

    expect(await restore(who)).toEqual(user);
    expect(await restore(who)).toEqual(user);
    expect(await me(who)).toMatchObject({ name });
    expect(await idsOf({ externalId })).toEqual([user.id]);
    expect(await idsOf({ deleted: true })).not.toContain(user.id);
    expect(await admin.createUser(made.operator, { name: 'x', externalId })).toEqual(user);
  });

  test('that nobody knows are neither restored nor erased', async () => {
    const nobody = { userId: '01920a3b-4c5d-7e6f-8a9b-0c1d2e3f4a5b' };
    for (const call of [remove, restore, erase]) {
      expect(await refusalOf(call(nobody))).toMatchObject(GONE);
    }
  });

  test('a deletion that was cut short is ended by another call', async () => {
    const { world, services } = made;
    const concertId = await world.concert({ queue: { maxActive: 0 } });
    const caller = await world.caller(nameOf());
    await services.queue.join(caller, { concertId });
    await world.pool.query('update app_user set deleted_at = $2 where id = $1', [
      ...[caller.userId, world.now],
    ]);
    expect(await refusalOf(remove(caller))).toMatchObject(GONE);
    expect(await admin.queueStats(concertId)).toMatchObject({ waiting: 0 });
  });
});

describe('erasing a user', () => {
  test('leaves no name, external id or address in any table, and keeps ledger and payments', async () => {
    const { world, services } = made;
    const [name, externalId] = ['Zebulon Quitterie', 'auth0|quitterie'];
    const { id: userId } = await admin.createUser(made.operator, { name, externalId });
    const caller = { userId, service: false };
    const returnUrl = 'https://shop.example/back?customer=quitterie';
    const ctx = world.with(
      { topUp: 'provider', returnOrigins: ['https://shop.example'] },
      { provider: made.bank },
    );
    const { balance } = bindServices(ctx);
    const topUp = await balance.startTopUp(caller, {
      amount: 500,
      returnUrl,
      idempotencyKey: 'of-the-shop',
    });
    made.bank.pay(topUp.id);
    await made.deliver(made.bank.messageOf(topUp.id));
    await made.spend({ caller }, 200);
    expect(await tablesWith(world, name)).toEqual(['app_user']);
    expect(await tablesWith(world, 'quitterie')).toContain('top_up');

    await remove(caller, true);
    await services.session.devSignIn({ name: 'Somebody else' });
    expect(await erase(caller)).toEqual({ erased: true });
    for (const trace of [name, externalId, 'quitterie', 'Quitterie']) {
      expect(await tablesWith(world, trace)).toEqual([]);
    }
    expect(await made.ledger({ caller })).toEqual([
      ['CHARGE', 500],
      ['PAYMENT', -200],
    ]);
    expect((await admin.listPayments({ limit: 10, userId })).items).toHaveLength(1);

    // For good, and the id is free again.
    expect(await erase(caller)).toEqual({ erased: true });
    expect(await refusalOf(restore(caller))).toMatchObject(GONE);
    const found = await admin.findUsers({ limit: 100, deleted: true });
    expect(found.items.map(({ id }) => id)).not.toContain(userId);
    const again = await admin.createUser(made.operator, { name, externalId });
    expect(again.id).not.toBe(userId);
    const { items } = await admin.actions({ limit: 100 });
    const ofUser = items.filter(({ targetId }) => targetId === userId);
    expect(ofUser.map(({ action, details }) => ({ action, details }))).toEqual([
      { action: 'eraseUser', details: {} },
      { action: 'deleteUser', details: { force: true } },
      { action: 'createUser', details: {} },
    ]);
  });

  test('who is not deleted deletes the user first, and ends the place in a queue', async () => {
    const { world, services } = made;
    const concertId = await world.concert({ queue: { maxActive: 0 } });
    const caller = await world.caller(nameOf());
    await services.queue.join(caller, { concertId });
    expect(await erase(caller)).toEqual({ erased: true });
    expect(await refusalOf(me(caller))).toMatchObject(GONE);
    expect(await admin.queueStats(concertId)).toMatchObject({ waiting: 0 });
  });

  test('with money in the balance is refused, and nothing is erased', async () => {
    const customer = await rich();
    expect(await refusalOf(erase(customer.caller))).toMatchObject(NEEDS_FORCE);
    expect((await me(customer.caller)).name).toMatch(/of the tests$/);
  });

  test('finds nothing in the log: a server of the version before writes no name into it either', async () => {
    const { world } = made;
    const { userId } = made.operator;
    await world.pool.query(
      `insert into operator_action (id, operator_id, action, target_id, details, created_at)
       values (gen_random_uuid(), $1, 'createUser', $1, $2, now())`,
      [userId, { name: 'Ottilie Brandt', externalId: 'ottilie', other: 1 }],
    );
    expect(await tablesWith(world, 'ttilie')).toEqual([]);
  });
});
