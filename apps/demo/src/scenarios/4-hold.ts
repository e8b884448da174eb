import type { ReservationView } from '@frontrow/contract/reservation';
import { apiErrorOf } from '../api-error.ts';
import type { DemoUser } from '../demo-user.ts';
import { type DemoFixture, HOLD_LIMIT, hold, type Seat, seatsOf } from '../fixture.ts';
import { labels, money, sameItems, timeOfDay } from '../format.ts';
import type { Report } from '../report.ts';

export async function holdingSeats(fixture: DemoFixture, report: Report): Promise<void> {
  const { mina, jun, hana, doyun, sora, yuna, concertId, matinee, soldOut } = fixture;
  const { performanceId } = fixture.evening;
  const holdByLabel = (user: DemoUser, ...wanted: string[]) =>
    hold(user, performanceId, seatsOf(fixture, ...wanted));
  for (const user of [jun, hana, doyun]) await user.join(concertId);

  await report.expectAnswer(
    'Mina holds Floor A-1 and Floor A-2',
    () => holdByLabel(mina, 'Floor A-1', 'Floor A-2'),
    ({ status, seats, amount, currency, holdExpiresAt }) => ({
      ok: status === 'HELD' && labels(seats) === 'Floor A-1, Floor A-2' && amount === 300_000,
      text: `${status}: ${labels(seats)}, ${money(amount, currency)}, until ${timeOfDay(holdExpiresAt)}`,
    }),
  );
  await report.expectError('Yuna holds a seat', () => holdByLabel(yuna, 'Floor A-3'), {
    code: 'USER_NOT_FOUND',
  });
  await report.expectError(
    'Sora holds a seat of Matinee, which has begun',
    () =>
      sora.api.reservation.hold.mutate({
        performanceId: matinee.performanceId,
        seatIds: matinee.held.seats.map(({ id }) => id),
      }),
    { code: 'NO_DATES_AVAILABLE' },
  );
  await report.expectError(
    'Jun holds a seat of a date that has none yet',
    () => hold(jun, fixture.seatless.performanceId, [soldOut.seat]),
    { code: 'NO_SEATS_AVAILABLE' },
  );
  await report.expectError(
    'Jun holds the seat of the sold-out date',
    () => hold(jun, soldOut.performanceId, [soldOut.seat]),
    seatUnavailable(soldOut.seat),
  );
  await report.expectError(
    'Jun holds a seat that belongs to another date',
    () => hold(jun, performanceId, [soldOut.seat]),
    { code: 'SEAT_NOT_FOUND' },
  );
  await report.expectError(
    'Jun holds Floor A-2 (taken) and Floor A-3 (free)',
    () => holdByLabel(jun, 'Floor A-2', 'Floor A-3'),
    seatUnavailable(...seatsOf(fixture, 'Floor A-2')),
  );
  await report.expectError(
    'Mina holds two more',
    () => holdByLabel(mina, 'Floor A-3', 'Floor A-4'),
    {
      code: 'HOLD_LIMIT_EXCEEDED',
      check: ({ limit }) => ({ ok: limit === HOLD_LIMIT, text: `at most ${limit} seats each` }),
    },
  );
  await report.expectAnswer(
    'Hana and Doyun hold Floor A-3 at the same time',
    () => Promise.allSettled([holdByLabel(hana, 'Floor A-3'), holdByLabel(doyun, 'Floor A-3')]),
    checkOneWinner,
  );
}

const seatUnavailable = (...seats: Seat[]) => ({
  code: 'SEAT_UNAVAILABLE' as const,
  check: ({ seatIds }: { seatIds: string[] }) => {
    const expected = seats.map(({ id }) => id);
    const ok = sameItems(seatIds, expected);
    return { ok, text: ok ? `${labels(seats)} is taken` : `it names ${seatIds.join(', ')}` };
  },
});

function checkOneWinner(outcomes: PromiseSettledResult<ReservationView>[]) {
  const [hanas, doyuns] = outcomes.map((outcome) =>
    outcome.status === 'fulfilled' ? 'HELD' : (apiErrorOf(outcome.reason)?.code ?? 'no answer'),
  );
  const text = `Hana: ${hanas}, Doyun: ${doyuns}`;
  const ok = [hanas, doyuns].toSorted().join() === 'HELD,SEAT_UNAVAILABLE';
  return { ok, text };
}
