import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { seedDemo } from '../src/seeds/demo.ts';
import { DEMO_CONCERTS } from '../src/seeds/demo-data.ts';
import { cloneDatabase, type TestDatabase } from '../testing/database.ts';

let database: TestDatabase;
let client: pg.Client;
beforeAll(async () => {
  database = await cloneDatabase();
  await seedDemo(database.url);
  // As the owner: constraints bind every role.
  client = new pg.Client({ connectionString: database.ownerUrl });
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await database.drop();
});

/** Runs a statement that must fail, and returns the SQL state and the constraint of its error. */
async function errorOf(text: string, values: unknown[] = []) {
  await client.query('savepoint before');
  try {
    await client.query(text, values);
  } catch (error) {
    const { code, constraint } = error as pg.DatabaseError;
    return { code, constraint };
  } finally {
    await client.query('rollback to before');
  }
  throw new Error(`the statement succeeded: ${text}`);
}

const CHECK = '23514';
const UNIQUE = '23505';
const FOREIGN_KEY = '23503';

describe('the database refuses', () => {
  let user: string;
  let reservation: string;
  let payment: string;
  let seat: string;
  beforeAll(async () => {
    await client.query('begin');
    const { rows } = await client.query(
      `select u.id as user_id, s.id as seat_id, p.id as performance_id, p.concert_id
       from app_user u, seat s join performance p on p.id = s.performance_id limit 1`,
    );
    const [found] = rows;
    user = found.user_id;
    seat = found.seat_id;
    reservation = randomUUID();
    payment = randomUUID();
    const { concert_id: concert, performance_id: performance } = found;
    await client.query(
      `insert into reservation (id, user_id, concert_id, performance_id, queue_entry_id, status, amount,
        seat_count, held_at, hold_expires_at)
       values ($1, $2, $3, $4, $5, 'PAID', 10, 1, now(), now() + interval '5 minutes')`,
      [reservation, user, concert, performance, randomUUID()],
    );
    await client.query(
      `insert into reservation_seat (reservation_id, seat_id, label, price, paid)
       values ($1, $2, 'x', 10, true)`,
      [reservation, seat],
    );
    await client.query(
      `insert into payment (id, reservation_id, user_id, concert_id, performance_id, amount,
        balance_after, paid_at) values ($1, $2, $3, $4, $5, 10, 0, now())`,
      [payment, reservation, user, concert, performance],
    );
    await client.query(
      `insert into ledger_entry (id, user_id, type, amount, balance_after, payment_id, created_at)
       values ($1, $2, 'PAYMENT', -10, 0, $3, now())`,
      [randomUUID(), user, payment],
    );
    await client.query(
      `insert into operator_action (id, operator_id, action, target_id, details, created_at)
       values ($1, $2, 'refund', $3, '{}', now())`,
      [randomUUID(), user, payment],
    );
  });
  afterAll(async () => {
    await client.query('rollback');
  });

  test('a negative balance', async () => {
    const text = 'update account set balance = -1 where user_id = $1';
    expect(await errorOf(text, [user])).toMatchObject({
      code: CHECK,
      constraint: 'account_balance_in_bounds',
    });
  });

  test('a second payment of a reservation, and a second paid owner of a seat', async () => {
    const twice = `insert into payment select gen_random_uuid(), reservation_id, user_id, concert_id,
      performance_id, amount, balance_after, status, paid_at from payment where id = $1`;
    expect(await errorOf(twice, [payment])).toMatchObject({
      code: UNIQUE,
      constraint: 'payment_one_a_reservation',
    });
    const other = `with copy as (
        insert into reservation select gen_random_uuid(), user_id, concert_id, performance_id,
          queue_entry_id, status, amount, seat_count, held_at, hold_expires_at from reservation where id = $1
        returning id)
      insert into reservation_seat (reservation_id, seat_id, label, price, paid)
      select id, $2, 'x', 10, true from copy`;
    expect(await errorOf(other, [reservation, seat])).toMatchObject({
      code: UNIQUE,
      constraint: 'reservation_seat_one_paid_owner',
    });
  });

  test.for(['ledger_entry', 'operator_action'])(
    'to update, delete or truncate rows of %s',
    async (table) => {
      const column = table === 'ledger_entry' ? 'amount = 1' : "action = 'createUser'";
      for (const text of [
        `update ${table} set ${column}`,
        `delete from ${table}`,
        `truncate ${table} cascade`,
      ]) {
        expect(await errorOf(text)).toMatchObject({ code: '23001' });
      }
    },
  );

  test('to delete a reservation that is held or was paid, or a place of it', async () => {
    for (const status of ['HELD', 'PAID', 'REFUNDED']) {
      await client.query('update reservation set status = $2 where id = $1', [reservation, status]);
      const line = 'delete from reservation_seat where reservation_id = $1';
      expect(await errorOf(line, [reservation])).toMatchObject({ code: '23001' });
      const all = `with lines as (${line}) delete from reservation where id = $1`;
      expect(await errorOf(all, [reservation])).toMatchObject({ code: '23001' });
    }
    await client.query("update reservation set status = 'PAID' where id = $1", [reservation]);
  });

  test('a second debit of a payment, an entry with the wrong sign or type, an entry without a user', async () => {
    const entry = `insert into ledger_entry (id, user_id, type, amount, balance_after, payment_id,
      origin, created_at) values (gen_random_uuid(), $1, $2, $3, 0, $4,
      case when $2 = 'CHARGE' then 'DIRECT' end, now())`;
    expect(await errorOf(entry, [user, 'PAYMENT', -10, payment])).toMatchObject({ code: UNIQUE });
    expect(await errorOf(entry, [user, 'CHARGE', -5, null])).toMatchObject({ code: CHECK });
    expect(await errorOf(entry, [user, 'GIFT', 5, null])).toMatchObject({ code: CHECK });
    expect(await errorOf(entry, [randomUUID(), 'CHARGE', 5, null])).toMatchObject({
      code: FOREIGN_KEY,
    });
  });

  test('an entry that does not name its top-up, or names one and is none of a provider', async () => {
    const entry = `insert into ledger_entry (id, user_id, type, amount, balance_after, origin, top_up_id,
      created_at) values (gen_random_uuid(), $1, $2, $3, 0, $4, $5, now())`;
    const unnamed = { code: CHECK, constraint: 'ledger_entry_names_its_top_up' };
    for (const [type, amount, origin, topUp] of [
      ['CHARGE', 5, null, null],
      ['CHARGE', 5, 'PROVIDER', null],
      ['CHARGE', 5, 'DIRECT', randomUUID()],
      ['WITHDRAWAL', -5, null, null],
      ['WITHDRAWAL', -5, 'PROVIDER', randomUUID()],
    ]) {
      expect(await errorOf(entry, [user, type, amount, origin, topUp])).toMatchObject(unnamed);
    }
    const unknown = [user, 'CHARGE', 5, 'PROVIDER', randomUUID()];
    expect(await errorOf(entry, unknown)).toMatchObject({ code: FOREIGN_KEY });
  });

  test('a sold seat without an owner, and an unknown status', async () => {
    const sold = 'update seat set sold = true where id = $1';
    expect(await errorOf(sold, [seat])).toMatchObject({ constraint: 'seat_owned_or_free' });
    const lost = "update reservation set status = 'LOST' where id = $1";
    expect(await errorOf(lost, [reservation])).toMatchObject({ code: CHECK });
  });
});

describe('the demo data', () => {
  test('is three concerts in three venues, one of eighteen thousand places; a second seeding adds nothing', async () => {
    const counts = async () => {
      const { rows } = await client.query(
        `select c.title, count(distinct p.id)::int as dates, count(s.id)::int as seats,
          count(distinct n.price)::int as prices
         from concert c join performance p on p.concert_id = c.id join seat s on s.performance_id = p.id
           join section n on n.id = s.section_id
         group by c.id order by c.id`,
      );
      return rows;
    };
    const before = await counts();
    expect(before).toEqual([
      { title: 'Aurora Lines: Final Tour', dates: 3, seats: 54_012, prices: 3 },
      { title: 'Winter Strings', dates: 4, seats: 3_924, prices: 3 },
      { title: 'Basement Session', dates: 2, seats: 1_460, prices: 2 },
    ]);
    await seedDemo(database.url);
    expect(await counts()).toEqual(before);
  });

  test('gets new performances when the old ones are in the past', async () => {
    const club = DEMO_CONCERTS.find(({ venue }) => venue === 'Club Under')?.id;
    await client.query(
      "update performance set starts_at = now() - interval '1 day' where concert_id = $1",
      [club],
    );
    await seedDemo(database.url);
    const { rows } = await client.query(
      'select count(*)::int as ahead from performance where concert_id = $1 and starts_at > now()',
      [club],
    );
    expect(rows).toEqual([{ ahead: 2 }]);
  });
});
