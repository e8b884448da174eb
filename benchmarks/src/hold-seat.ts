import { Performance, Seat } from '@frontrow/database/entities/concert';
import { QueueToken } from '@frontrow/database/entities/queue';
import { Reservation, ReservationSeat } from '@frontrow/database/entities/reservation';
import { inTransaction, inUnitOfWork } from '@frontrow/domain/kernel/transaction';
import type { Guest } from '@frontrow/domain/services';
import { LockMode } from '@mikro-orm/core';
import {
  type Bench,
  guests,
  type House,
  house,
  inParallel,
  median,
  withBench,
} from './environment.ts';

/**
 * A hold of one seat, three ways that check and write the same: our single statement, a transaction
 * that locks and then updates, and the ORM's unit of work. Run in turn, so that a machine whose
 * speed drifts does not favour one; quote the ratios.
 */
const HOLDS = 1_000;
const ROUNDS = 5;

type Way = (bench: Bench, place: House & { guest: Guest; seatId: string }) => Promise<void>;

const statement = (name: string, text: string) => ({ name, text });
const LOCK_PASS = statement(
  'bench-lock-pass',
  "select deadline_at from queue_token where id = $1 and status = 'ACTIVE' and ends_at > now() for update",
);
const PERFORMANCE = statement(
  'bench-performance',
  'select p.*, c.hold_limit from performance p join concert c on c.id = p.concert_id where p.id = $1 and p.starts_at > now()',
);
const OWNED = statement(
  'bench-owned',
  `select coalesce(sum(seat_count), 0) as n from reservation where user_id = $1 and performance_id = $2
    and (status = 'PAID' or (status = 'HELD' and hold_expires_at > now()))`,
);
const LOCK_SEAT = statement(
  'bench-lock-seat',
  `select s.id, s.label, n.price from seat s join section n on n.id = s.section_id
    where s.id = $1 and not s.sold and (s.hold_expires_at is null or s.hold_expires_at <= now())
    for update of s`,
);
const INSERT = statement(
  'bench-insert',
  `insert into reservation (id, user_id, concert_id, performance_id, token_id, status, amount,
    seat_count, held_at, hold_expires_at)
   values ($1, $2, $3, $4, $5, 'HELD', $6, 1, now(), now() + interval '300 seconds')`,
);
const LIST = statement(
  'bench-list',
  'insert into reservation_seat (reservation_id, seat_id, label, price) values ($1, $2, $3, $4)',
);
const CLAIM = statement(
  'bench-claim',
  `update seat set reservation_id = $2, holder_id = $3, version = null,
    hold_expires_at = now() + interval '300 seconds' where id = $1`,
);
const EXTEND = statement(
  'bench-extend',
  `update queue_token set claimed_at = now(), hold_seq = hold_seq + 1,
    ends_at = greatest(deadline_at, now() + interval '300 seconds') where id = $1`,
);

const single: Way = async ({ services }, { guest, performanceId, seatId }) => {
  await services.reservation.hold(guest, { performanceId, seatIds: [seatId] });
};

const lockAndUpdate: Way = ({ ctx }, { guest, performanceId, concertId, seatId }) =>
  inTransaction(ctx, async ({ sql }) => {
    const id = ctx.newId();
    const { userId, tokenId } = guest.claims;
    await sql.rows(LOCK_PASS, [tokenId]);
    await sql.rows(PERFORMANCE, [performanceId]);
    await sql.rows(OWNED, [userId, performanceId]);
    const [seat] = await sql.rows<{ label: string; price: number }>(LOCK_SEAT, [seatId]);
    await sql.rows(INSERT, [id, userId, concertId, performanceId, tokenId, seat?.price]);
    await sql.rows(LIST, [id, seatId, seat?.label, seat?.price]);
    await sql.rows(CLAIM, [seatId, id, userId]);
    await sql.rows(EXTEND, [tokenId]);
  });

const unitOfWork: Way = ({ ctx }, { guest, performanceId, concertId, seatId }) =>
  inUnitOfWork(ctx, async ({ em }) => {
    const { userId, tokenId } = guest.claims;
    const lockMode = LockMode.PESSIMISTIC_WRITE;
    const pass = await em.findOneOrFail(QueueToken, tokenId, { lockMode });
    await em.findOneOrFail(Performance, performanceId);
    await em.find(Reservation, { user: userId, performance: performanceId });
    const seat = await em.findOneOrFail(Seat, seatId, { lockMode });
    const id = ctx.newId();
    const heldAt = new Date();
    const holdExpiresAt = new Date(heldAt.getTime() + 300_000);
    const owner = { user: userId, concert: concertId, performance: performanceId, tokenId };
    em.create(Reservation, { id, ...owner, amount: 1_000, seatCount: 1, heldAt, holdExpiresAt });
    em.create(ReservationSeat, { reservation: id, seat: seatId, label: seat.label, price: 1_000 });
    Object.assign(seat, { reservationId: id, holderId: userId, holdExpiresAt, version: null });
    Object.assign(pass, { claimedAt: heldAt, endsAt: holdExpiresAt, holdSeq: pass.holdSeq + 1 });
  });

const ways = { single, lockAndUpdate, unitOfWork };

await withBench(async (bench) => {
  const speeds: Record<string, number[]> = { single: [], lockAndUpdate: [], unitOfWork: [] };
  for (let round = 0; round <= ROUNDS; round++) {
    for (const [name, way] of Object.entries(ways)) {
      const place = await house(bench, HOLDS);
      const visitors = await guests(bench, place, HOLDS);
      const speed = await inParallel(HOLDS, async (n) => {
        const guest = visitors[n];
        const seatId = place.seatIds[n];
        if (guest && seatId) await way(bench, { ...place, guest, seatId });
      });
      if (round > 0) speeds[name]?.push(speed);
    }
  }
  const base = median(speeds.single ?? []);
  for (const [name, values] of Object.entries(speeds)) {
    const sorted = values.map(Math.round).sort((a, b) => a - b);
    const ratio = (base / median(values)).toFixed(2);
    console.log(`${name.padEnd(14)} ${sorted.join(' ')} holds/s; single is ${ratio} times as fast`);
  }
});
