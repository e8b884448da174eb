import type { Client } from 'pg';
import { v7 } from 'uuid';

/*
 * A sale as the product left it before charts: written by plain statements in the columns of that time, since the
 * entities are those of today.
 */

const PERSIAN = 'بالکن می‌روم';
/** Sections with names that need care where they become text, JSON, keys or parameters. */
export const SECTIONS = [
  // Its rows are A to Z, then AA and AB: their order is not that of text.
  { name: 'Floor', rows: 28, seats: 3, price: 100_000 },
  { name: `It's "quoted" ?, {$1} \\ 100%: :a`, rows: 2, seats: 3, price: 50_000 },
  { name: `${PERSIAN} 🎸👩‍🎤`, rows: 1, seats: 1, price: 30_000 },
  { name: 'ü'.repeat(200), rows: 1, seats: 2, price: 0 },
];
export const SEATS = 28 * 3 + 6 + 1 + 2;

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
export const ROWS = [...LETTERS, 'AA', 'AB'];

export const ids = {
  operator: v7(),
  holder: v7(),
  late: v7(),
  buyer: v7(),
  refunded: v7(),
  waiting: v7(),
  concert: v7(),
  other: v7(),
  performance: v7(),
  sameHouse: v7(),
  empty: v7(),
  cancelled: v7(),
  hold: v7(),
  lapsed: v7(),
  bought: v7(),
  returned: v7(),
  payment: v7(),
  refund: v7(),
};

export async function writeOldSale(client: Client): Promise<void> {
  await writeUsers(client);
  await writeConcert(client);
  for (const id of [ids.performance, ids.sameHouse]) await writePerformance(client, id, SECTIONS);
  await writePerformance(client, ids.empty, []);
  await writePerformance(client, ids.cancelled, [{ name: 'Hall', rows: 1, seats: 4, price: 1 }]);
  await client.query(
    `update performance set status = 'CANCELLED', cancelled_at = now(), cancel_reason = 'ill',
       starts_at = now() - interval '1 day' where id = $1`,
    [ids.cancelled],
  );
  await writeReservations(client);
}

async function writeUsers(client: Client): Promise<void> {
  const balances: Record<string, number> = { buyer: 350_000, refunded: 100_000 };
  for (const name of ['operator', 'holder', 'late', 'buyer', 'refunded', 'waiting'] as const) {
    await client.query('insert into app_user (id, name, role) values ($1, $2, $3)', [
      ...[ids[name], name, name === 'operator' ? 'operator' : 'customer'],
    ]);
    await client.query('insert into account (user_id, balance) values ($1, $2)', [
      ...[ids[name], balances[name] ?? 0],
    ]);
  }
}

/** Four have been admitted, of whom two have paid; the fifth waits. */
async function writeConcert(client: Client): Promise<void> {
  for (const id of [ids.concert, ids.other]) {
    await client.query(
      `insert into concert (id, title, artist, venue) values ($1, 'What? {a} \\ "b"', 'A', 'V')`,
      [id],
    );
    await client.query('insert into draw (concert_id, round, seed) values ($1, 1, $2)', [
      ...[id, Buffer.alloc(32, 7)],
    ]);
    await client.query('insert into queue (concert_id, max_active) values ($1, 4)', [id]);
  }
  const admitted = [ids.holder, ids.late, ids.buyer, ids.refunded];
  for (const [index, user] of admitted.entries()) {
    const paid = index >= 2;
    const entry = v7();
    await client.query(
      `insert into queue_entry (id, concert_id, user_id, status, number, joined_at, admitted_at, claimed_at,
         hold_until, expires_at, ended_at)
       values ($1, $2, $3, $4, $5, now() - interval '4 minutes', now() - interval '4 minutes',
         now() - interval '4 minutes', now() + interval '1 hour', now() + interval '1 hour',
         case when $6 then now() - interval '1 minute' end)`,
      [entry, ids.concert, user, paid ? 'COMPLETED' : 'ACTIVE', index + 1, paid],
    );
    await client.query(
      `insert into admission (concert_id, queue_entry_id, number, nth, admitted_at, ended_at, max_active,
         admit_per_minute)
       select concert_id, id, number, number, admitted_at, ended_at, 4, 1000 from queue_entry where id = $1`,
      [entry],
    );
  }
  await client.query(
    `insert into queue_entry (id, concert_id, user_id, status, number, joined_at)
     values ($1, $2, $3, 'WAITING', 5, now())`,
    [v7(), ids.concert, ids.waiting],
  );
  await client.query(
    'update queue set admitted = 4, last_number = 5, watermark = 4, paused = true where concert_id = $1',
    [ids.concert],
  );
}

/** The seats are written in any order, and with ids in any order. */
async function writePerformance(
  client: Client,
  id: string,
  sections: { name: string; rows: number; seats: number; price: number }[],
): Promise<void> {
  const total = sections.reduce((sum, { rows, seats }) => sum + rows * seats, 0);
  await client.query(
    `insert into performance (id, concert_id, starts_at, timezone, seats_total, seats_version)
     values ($1, $2, now() + interval '30 days', 'Asia/Seoul', $3, 7)`,
    [id, id === ids.cancelled ? ids.other : ids.concert, total],
  );
  for (const [position, { name, rows, seats, price }] of sections.entries()) {
    const section = v7();
    await client.query(
      'insert into section (id, performance_id, name, position, price) values ($1, $2, $3, $4, $5)',
      [section, id, name, position, price],
    );
    await client.query(
      `insert into seat (id, performance_id, section_id, row_name, number, label)
       select gen_random_uuid(), $1, $2, row_name, n, $3::text || ' ' || row_name || '-' || n
       from unnest($4::text[]) as row_name, generate_series(1, $5::int) as n order by random()`,
      [id, section, name, ROWS.slice(0, rows), seats],
    );
  }
}

interface OldReservation {
  id: string;
  user: string;
  status: 'HELD' | 'PAID' | 'REFUNDED';
  /** How far the end of the hold is from now. */
  ends: string;
  /** Section, row and number. */
  seats: [section: number, row: string, number: number][];
}

const RESERVATIONS: OldReservation[] = [
  {
    ...{ id: ids.hold, user: ids.holder, status: 'HELD', ends: '30 minutes' },
    seats: [
      [0, 'AA', 2],
      [1, 'A', 3],
    ],
  },
  {
    ...{ id: ids.lapsed, user: ids.late, status: 'HELD', ends: '-1 minute' },
    seats: [[0, 'B', 1]],
  },
  {
    ...{ id: ids.bought, user: ids.buyer, status: 'PAID', ends: '3 minutes' },
    seats: [
      [0, 'A', 1],
      [1, 'B', 1],
    ],
  },
  {
    ...{ id: ids.returned, user: ids.refunded, status: 'REFUNDED', ends: '3 minutes' },
    seats: [[0, 'Z', 3]],
  },
];

async function writeReservations(client: Client): Promise<void> {
  for (const reservation of RESERVATIONS) await writeReservation(client, reservation);
  await writeEntry(client, ids.buyer, { type: 'CHARGE', amount: 500_000, after: 500_000 });
  await writePayment(client, { id: ids.payment, reservation: ids.bought, after: 350_000 });
  await writeEntry(client, ids.refunded, { type: 'CHARGE', amount: 100_000, after: 100_000 });
  await writePayment(client, { id: ids.refund, reservation: ids.returned, after: 0 });
  const returned = { type: 'REFUND', amount: 100_000, after: 100_000, payment: ids.refund };
  await writeEntry(client, ids.refunded, returned);
  await client.query(
    `update payment set status = 'REFUNDED', refunded_at = now() where reservation_id = $1`,
    [ids.returned],
  );
  await client.query("update ticket set status = 'VOID' where payment_id = $1", [ids.refund]);
}

async function writeReservation(
  client: Client,
  { id, user, status, ends, seats }: OldReservation,
): Promise<void> {
  const amount = seats.reduce((sum, [section]) => sum + (SECTIONS[section]?.price ?? 0), 0);
  await client.query(
    `insert into reservation (id, user_id, concert_id, performance_id, queue_entry_id, status, amount, seat_count,
       held_at, hold_expires_at, ended_at)
     select $1, $2, $3, $4, entry.id, $5::text, $6, $7, now() - interval '3 minutes', now() + $8::interval,
       case when $5::text <> 'HELD' then now() - interval '1 minute' end
     from queue_entry entry where entry.user_id = $2`,
    [id, user, ids.concert, ids.performance, status, amount, seats.length, ends],
  );
  for (const [section, row, number] of seats) {
    await client.query(
      `with taken as (
         insert into reservation_seat (reservation_id, seat_id, label, price, paid)
         select $1, seat.id, seat.label, section.price, $2 = 'PAID'
         from seat join section on section.id = seat.section_id
         where seat.performance_id = $3 and section.position = $4 and row_name = $5 and number = $6
         returning seat_id)
       update seat set reservation_id = $1, holder_id = $7, sold = $2 = 'PAID', version = null,
         hold_expires_at = case when $2 = 'HELD' then now() + $8::interval end
       from taken where seat.id = taken.seat_id and $2 <> 'REFUNDED'`,
      [id, status, ids.performance, section, row, number, user, ends],
    );
  }
}

async function writePayment(
  client: Client,
  { id, reservation, after }: { id: string; reservation: string; after: number },
): Promise<void> {
  await client.query(
    `insert into payment (id, reservation_id, user_id, concert_id, performance_id, amount, balance_after, paid_at)
     select $1, id, user_id, concert_id, performance_id, amount, $3, now() - interval '1 minute'
     from reservation where id = $2`,
    [id, reservation, after],
  );
  await client.query(
    `insert into ledger_entry (id, user_id, type, amount, balance_after, payment_id, created_at)
     select gen_random_uuid(), user_id, 'PAYMENT', -amount, balance_after, id, paid_at from payment where id = $1`,
    [id],
  );
  await client.query(
    `insert into ticket (id, payment_id, seat_id, performance_id, label)
     select gen_random_uuid(), $1, seat_id, $2, label from reservation_seat where reservation_id = $3`,
    [id, ids.performance, reservation],
  );
}

async function writeEntry(
  client: Client,
  user: string,
  entry: { type: string; amount: number; after: number; payment?: string },
): Promise<void> {
  await client.query(
    `insert into ledger_entry (id, user_id, type, amount, balance_after, payment_id, origin, created_at)
     values (gen_random_uuid(), $1, $2, $3, $4, $5, $6, now() - interval '1 minute')`,
    [
      ...[user, entry.type, entry.amount, entry.after, entry.payment ?? null],
      entry.type === 'CHARGE' ? 'DIRECT' : null,
    ],
  );
}
