import { setTimeout as sleep } from 'node:timers/promises';
import type { SeatsView } from '@frontrow/contract/concert';
import type { ReservationView } from '@frontrow/contract/reservation';
import { type Person, signIn } from './person.ts';

export type Seat = SeatsView['items'][number];

/** The people and concerts of one run, all new, so that a run never meets another's. */
export interface Stage {
  operator: Person;
  mina: Person;
  jun: Person;
  hana: Person;
  doyun: Person;
  sora: Person;
  yuna: Person;
  concertId: string;
  /** A date of the concert with every seat free. */
  evening: { performanceId: string; seats: Seat[] };
  /** A date of the concert whose only seat is sold to Doyun. */
  soldOut: { performanceId: string; seat: Seat };
  /** A date of the concert whose seats are not on offer yet. */
  seatless: { performanceId: string };
  /** A concert with one date, which begins while the journey is under way; Sora holds a seat of it. */
  matinee: {
    concertId: string;
    performanceId: string;
    held: ReservationView;
    begun(): Promise<void>;
  };
}

const MATINEE_BEGINS_IN = 4_000;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** 19:30 in Seoul, which keeps no summer time. */
const HALF_PAST_SEVEN = 10.5 * HOUR;
const eveningIn = (days: number) =>
  new Date((Math.floor(Date.now() / DAY) + days) * DAY + HALF_PAST_SEVEN);

/** Lists of what is on sale are not to fill up with the concerts of past runs. */
const salesCloseAt = () => new Date(Date.now() + HOUR);

export const HOLD_LIMIT = 3;

export async function setStage(url: string, run: string): Promise<Stage> {
  const person = (name: string) => signIn(url, `${name}-${run}`);
  const operator = await signIn(url, 'operator', 'operator');
  const [mina, jun, hana, doyun, sora, yuna] = [
    await person('mina'),
    await person('jun'),
    await person('hana'),
    await person('doyun'),
    await person('sora'),
    await person('yuna'),
  ];
  const matinee = await setMatinee(operator, sora, run);
  const { id: concertId } = await operator.api.admin.createConcert.mutate({
    title: `Night Bus (demo ${run})`,
    artist: 'Night Bus',
    venue: 'Hall of the demo',
    salesCloseAt: salesCloseAt(),
    holdLimit: HOLD_LIMIT,
    queue: { maxActive: 1, claimSeconds: 2, pollAfterSeconds: 1 },
  });
  const date = (days: number, sections: { name: string; seats: number; price: number }[]) =>
    operator.api.admin.createPerformance.mutate({
      concertId,
      startsAt: eveningIn(days),
      timezone: 'Asia/Seoul',
      sections: sections.map(({ name, seats, price }) => ({
        name,
        rows: 1,
        seatsPerRow: seats,
        price,
      })),
    });
  const { performanceId } = await date(30, [
    { name: 'Floor', seats: 10, price: 150_000 },
    { name: 'Balcony', seats: 6, price: 90_000 },
  ]);
  const small = await date(31, [{ name: 'Box', seats: 1, price: 44_000 }]);

  await doyun.enter(concertId);
  const { items: seats } = await doyun.api.concert.seats.query({ performanceId });
  const seat = await buyOnlySeat(doyun, small.performanceId);
  return {
    ...{ operator, mina, jun, hana, doyun, sora, yuna, concertId, matinee },
    evening: { performanceId, seats },
    soldOut: { performanceId: small.performanceId, seat },
    seatless: await date(32, []),
  };
}

async function setMatinee(operator: Person, sora: Person, run: string): Promise<Stage['matinee']> {
  const { id: concertId } = await operator.api.admin.createConcert.mutate({
    title: `Matinee (demo ${run})`,
    artist: 'The Early Birds',
    venue: 'Hall of the demo',
    salesCloseAt: salesCloseAt(),
  });
  const { joinedAt } = await sora.enter(concertId);
  const joined = performance.now();
  const { performanceId } = await operator.api.admin.createPerformance.mutate({
    concertId,
    startsAt: new Date(joinedAt.getTime() + MATINEE_BEGINS_IN),
    timezone: 'Asia/Seoul',
    sections: [{ name: 'Floor', rows: 1, seatsPerRow: 4, price: 30_000 }],
  });
  const seat = await firstSeat(sora, performanceId);
  const held = await hold(sora, performanceId, [seat]);
  return {
    ...{ concertId, performanceId, held },
    begun: () => sleep(Math.max(0, joined + MATINEE_BEGINS_IN - performance.now())),
  };
}

async function buyOnlySeat(buyer: Person, performanceId: string): Promise<Seat> {
  const seat = await firstSeat(buyer, performanceId);
  const held = await hold(buyer, performanceId, [seat]);
  await buyer.api.payment.pay.mutate({ reservationId: held.id, topUp: true });
  return seat;
}

async function firstSeat(guest: Person, performanceId: string): Promise<Seat> {
  const { items } = await guest.api.concert.seats.query({ performanceId });
  if (!items[0]) throw new Error(`${performanceId} has no seats`);
  return items[0];
}

/** Seats of the evening, by their labels. */
export function seatsOf({ evening }: Stage, ...wanted: string[]): Seat[] {
  return wanted.map((label) => {
    const seat = evening.seats.find((one) => one.label === label);
    if (!seat) throw new Error(`the evening has no seat ${label}`);
    return seat;
  });
}

export const hold = (person: Person, performanceId: string, seats: Seat[]) =>
  person.api.reservation.hold.mutate({ performanceId, seatIds: seats.map(({ id }) => id) });
