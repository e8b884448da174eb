import { setTimeout as sleep } from 'node:timers/promises';
import type { SeatsView } from '@frontrow/contract/concert';
import type { ReservationView } from '@frontrow/contract/reservation';
import { type DemoUser, signIn } from './demo-user.ts';

export type Seat = SeatsView['items'][number];

/** The users and concerts of one run. All are new, so that runs do not affect each other. */
export interface DemoFixture {
  operator: DemoUser;
  mina: DemoUser;
  jun: DemoUser;
  hana: DemoUser;
  doyun: DemoUser;
  sora: DemoUser;
  yuna: DemoUser;
  concertId: string;
  /** A performance with all seats free. */
  evening: { performanceId: string; seats: Seat[] };
  /** A performance whose only seat is sold to Doyun. */
  soldOut: { performanceId: string; seat: Seat };
  /** A performance without seats. */
  seatless: { performanceId: string };
  /** A concert whose only performance begins during the demo. Sora holds a seat of it. */
  matinee: {
    concertId: string;
    performanceId: string;
    held: ReservationView;
    /** Waits until the performance has begun. */
    begun(): Promise<void>;
  };
}

const MATINEE_DELAY_MILLISECONDS = 4_000;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** 19:30 in Seoul, in UTC. Seoul has no daylight saving time. */
const EVENING = 10.5 * HOUR;
const eveningIn = (days: number) => new Date((Math.floor(Date.now() / DAY) + days) * DAY + EVENING);

/** Sales close after an hour, so that the list of concerts does not fill up with those of past runs. */
const salesCloseAt = () => new Date(Date.now() + HOUR);

export const HOLD_LIMIT = 3;

/** Creates the users and concerts of a run. `run` makes their names unique. */
export async function createFixture(url: string, run: string): Promise<DemoFixture> {
  const signInNew = (name: string) => signIn(url, `${name}-${run}`);
  const operator = await signIn(url, 'operator', 'operator');
  const [mina, jun, hana, doyun, sora, yuna] = [
    await signInNew('mina'),
    await signInNew('jun'),
    await signInNew('hana'),
    await signInNew('doyun'),
    await signInNew('sora'),
    await signInNew('yuna'),
  ];
  const matinee = await createMatinee(operator, sora, run);
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

  await doyun.join(concertId);
  const { items: seats } = await doyun.api.concert.seats.query({ performanceId });
  const seat = await buyOnlySeat(doyun, small.performanceId);
  return {
    ...{ operator, mina, jun, hana, doyun, sora, yuna, concertId, matinee },
    evening: { performanceId, seats },
    soldOut: { performanceId: small.performanceId, seat },
    seatless: await date(32, []),
  };
}

async function createMatinee(
  operator: DemoUser,
  sora: DemoUser,
  run: string,
): Promise<DemoFixture['matinee']> {
  const { id: concertId } = await operator.api.admin.createConcert.mutate({
    title: `Matinee (demo ${run})`,
    artist: 'The Early Birds',
    venue: 'Hall of the demo',
    salesCloseAt: salesCloseAt(),
  });
  const { joinedAt } = await sora.join(concertId);
  const joined = performance.now();
  const { performanceId } = await operator.api.admin.createPerformance.mutate({
    concertId,
    startsAt: new Date(joinedAt.getTime() + MATINEE_DELAY_MILLISECONDS),
    timezone: 'Asia/Seoul',
    sections: [{ name: 'Floor', rows: 1, seatsPerRow: 4, price: 30_000 }],
  });
  const seat = await firstSeat(sora, performanceId);
  const held = await hold(sora, performanceId, [seat]);
  return {
    ...{ concertId, performanceId, held },
    begun: () => sleep(Math.max(0, joined + MATINEE_DELAY_MILLISECONDS - performance.now())),
  };
}

async function buyOnlySeat(buyer: DemoUser, performanceId: string): Promise<Seat> {
  const seat = await firstSeat(buyer, performanceId);
  const held = await hold(buyer, performanceId, [seat]);
  await buyer.api.payment.pay.mutate({ reservationId: held.id, topUp: true });
  return seat;
}

async function firstSeat(user: DemoUser, performanceId: string): Promise<Seat> {
  const { items } = await user.api.concert.seats.query({ performanceId });
  if (!items[0]) throw new Error(`${performanceId} has no seats`);
  return items[0];
}

/** Finds seats of the `evening` performance by their labels. */
export function seatsOf({ evening }: DemoFixture, ...wanted: string[]): Seat[] {
  return wanted.map((label) => {
    const seat = evening.seats.find((one) => one.label === label);
    if (!seat) throw new Error(`there is no seat ${label}`);
    return seat;
  });
}

export const hold = (user: DemoUser, performanceId: string, seats: Seat[]) =>
  user.api.reservation.hold.mutate({ performanceId, seatIds: seats.map(({ id }) => id) });
