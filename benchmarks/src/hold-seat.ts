import { Performance, Seat, SeatChange } from '@frontrow/database/entities/concert';
import { QueueEntry } from '@frontrow/database/entities/queue';
import { Reservation, ReservationSeat } from '@frontrow/database/entities/reservation';
import { inTransaction } from '@frontrow/domain/kernel/database/transaction';
import { inUnitOfWork } from '@frontrow/domain/kernel/database/unit-of-work';
import type { QueueCaller } from '@frontrow/domain/queue/token/queue-caller';
import { LockMode } from '@mikro-orm/core';
import { type Environment, withEnvironment } from './environment.ts';
import { type ConcertFixture, createAdmittedUsers, createConcert } from './fixtures.ts';
import { inParallel, median } from './measure.ts';

/**
 * Compares three ways to hold one seat that make the same checks and writes: the product's single
 * statement, a transaction that locks the rows and then updates them, and the ORM's unit of work.
 * Each round runs all of them, so that a change of the machine's speed affects all alike.
 */
const HOLDS = 1_000;
/** Measured rounds; one more runs before them and does not count. */
const ROUNDS = 5;

interface Hold extends ConcertFixture {
  user: QueueCaller;
  seatId: string;
}

type Variant = (environment: Environment, hold: Hold) => Promise<void>;

/** The statements of `lockAndUpdate`. */
const statement = (name: string, text: string) => ({ name, text });
const LOCK_PASS = statement(
  'bench-lock-pass',
  "select hold_until from queue_entry where id = $1 and status = 'ACTIVE' and expires_at > now() for update",
);
const SELECT_PERFORMANCE = statement(
  'bench-select-performance',
  'select p.*, c.hold_limit from performance p join concert c on c.id = p.concert_id where p.id = $1 and p.starts_at > now()',
);
const COUNT_OWNED_SEATS = statement(
  'bench-count-owned-seats',
  `select coalesce(sum(seat_count), 0) as n from reservation where user_id = $1 and performance_id = $2
    and (status = 'PAID' or (status = 'HELD' and hold_expires_at > now()))`,
);
const LOCK_SEAT = statement(
  'bench-lock-seat',
  `select s.id, s.label, n.price from seat s join section n on n.id = s.section_id
    where s.id = $1 and not s.sold and (s.hold_expires_at is null or s.hold_expires_at <= now())
    for update of s`,
);
const INSERT_RESERVATION = statement(
  'bench-insert-reservation',
  `insert into reservation (id, user_id, concert_id, performance_id, queue_entry_id, status, amount,
    seat_count, held_at, hold_expires_at)
   values ($1, $2, $3, $4, $5, 'HELD', $6, 1, now(), now() + interval '300 seconds')`,
);
const INSERT_RESERVATION_SEAT = statement(
  'bench-insert-reservation-seat',
  'insert into reservation_seat (reservation_id, seat_id, label, price) values ($1, $2, $3, $4)',
);
const UPDATE_SEAT = statement(
  'bench-update-seat',
  `update seat set reservation_id = $2, holder_id = $3,
    hold_expires_at = now() + interval '300 seconds' where id = $1`,
);
const NOTE_CHANGE = statement(
  'bench-note-change',
  `insert into seat_change (performance_id, places)
   select performance_id, array[place] from seat where id = $1`,
);
const EXTEND_PASS = statement(
  'bench-extend-pass',
  `update queue_entry set claimed_at = now(), hold_seq = hold_seq + 1,
    expires_at = greatest(hold_until, now() + interval '300 seconds') where id = $1`,
);

const singleStatement: Variant = async ({ services }, { user, performanceId, seatId }) => {
  await services.reservation.hold(user, { performanceId, seatIds: [seatId] });
};

const lockAndUpdate: Variant = ({ ctx }, { user, performanceId, concertId, seatId }) =>
  inTransaction(ctx, async ({ sql }) => {
    const id = ctx.newId();
    const { userId, entryId } = user.claims;
    await sql.rows(LOCK_PASS, [entryId]);
    await sql.rows(SELECT_PERFORMANCE, [performanceId]);
    await sql.rows(COUNT_OWNED_SEATS, [userId, performanceId]);
    const [seat] = await sql.rows<{ label: string; price: number }>(LOCK_SEAT, [seatId]);
    const reservation = [id, userId, concertId, performanceId, entryId, seat?.price];
    await sql.rows(INSERT_RESERVATION, reservation);
    await sql.rows(INSERT_RESERVATION_SEAT, [id, seatId, seat?.label, seat?.price]);
    await sql.rows(UPDATE_SEAT, [seatId, id, userId]);
    await sql.rows(NOTE_CHANGE, [seatId]);
    await sql.rows(EXTEND_PASS, [entryId]);
  });

const unitOfWork: Variant = ({ ctx }, { user, performanceId, concertId, seatId }) =>
  inUnitOfWork(ctx, async ({ em }) => {
    const { userId, entryId } = user.claims;
    const lockMode = LockMode.PESSIMISTIC_WRITE;
    const pass = await em.findOneOrFail(QueueEntry, entryId, { lockMode });
    await em.findOneOrFail(Performance, performanceId);
    await em.find(Reservation, { user: userId, performance: performanceId });
    const seat = await em.findOneOrFail(Seat, seatId, { lockMode });
    const id = ctx.newId();
    const heldAt = new Date();
    const holdExpiresAt = new Date(heldAt.getTime() + 300_000);
    const owner = {
      user: userId,
      concert: concertId,
      performance: performanceId,
      queueEntryId: entryId,
    };
    em.create(Reservation, { id, ...owner, amount: 1_000, seatCount: 1, heldAt, holdExpiresAt });
    em.create(ReservationSeat, { reservation: id, seat: seatId, label: seat.label, price: 1_000 });
    Object.assign(seat, { reservationId: id, holderId: userId, holdExpiresAt });
    em.create(SeatChange, { performanceId, places: [String(seat.place)] });
    Object.assign(pass, { claimedAt: heldAt, endsAt: holdExpiresAt, holdSeq: pass.holdSeq + 1 });
  });

const variants: Record<string, Variant> = {
  'single statement': singleStatement,
  'lock and update': lockAndUpdate,
  'unit of work': unitOfWork,
};

/** Returns the holds per second. */
async function measure(environment: Environment, variant: Variant): Promise<number> {
  const concert = await createConcert(environment, HOLDS);
  const users = await createAdmittedUsers(environment, concert, HOLDS);
  return inParallel(HOLDS, async (n) => {
    const user = users[n];
    const seatId = concert.seatIds[n];
    if (user && seatId) await variant(environment, { ...concert, user, seatId });
  });
}

await withEnvironment(async (environment) => {
  const speeds = new Map(Object.keys(variants).map((name): [string, number[]] => [name, []]));
  for (let round = 0; round <= ROUNDS; round++) {
    for (const [name, variant] of Object.entries(variants)) {
      const speed = await measure(environment, variant);
      if (round > 0) speeds.get(name)?.push(speed);
    }
  }
  const reference = median(speeds.get('single statement') ?? []);
  console.log(`Holds a second in ${ROUNDS} rounds of ${HOLDS}, sorted:`);
  for (const [name, values] of speeds) {
    const sorted = values.map(Math.round).sort((a, b) => a - b);
    const ratio = (reference / median(values)).toFixed(2);
    console.log(
      `${name.padEnd(16)} ${sorted.join(' ')}; single statement is ${ratio} times as fast`,
    );
  }
});
