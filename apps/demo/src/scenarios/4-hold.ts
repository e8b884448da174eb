import type { ReservationView } from '@frontrow/contract/reservation';
import type { Journal } from '../journal.ts';
import type { Person } from '../person.ts';
import { refusalIn } from '../refusal.ts';
import { HOLD_LIMIT, hold, type Seat, type Stage, seatsOf } from '../stage.ts';
import { clock, labels, money, sameItems } from '../words.ts';

export async function holdingSeats(stage: Stage, journal: Journal): Promise<void> {
  const { mina, jun, hana, doyun, sora, yuna, concertId, matinee, soldOut } = stage;
  const { performanceId } = stage.evening;
  const holds = (person: Person, ...wanted: string[]) =>
    hold(person, performanceId, seatsOf(stage, ...wanted));
  for (const person of [jun, hana, doyun]) await person.enter(concertId);

  await journal.answered(
    'Mina holds Floor A-1 and Floor A-2',
    () => holds(mina, 'Floor A-1', 'Floor A-2'),
    ({ status, seats, amount, currency, holdExpiresAt }) => ({
      ok: status === 'HELD' && labels(seats) === 'Floor A-1, Floor A-2' && amount === 300_000,
      words: `${status}: ${labels(seats)}, ${money(amount, currency)}, until ${clock(holdExpiresAt)}`,
    }),
  );
  await journal.refused('Yuna holds a seat', () => holds(yuna, 'Floor A-3'), {
    code: 'USER_NOT_FOUND',
  });
  await journal.refused(
    'Sora holds a seat of Matinee, which has begun',
    () =>
      sora.api.reservation.hold.mutate({
        performanceId: matinee.performanceId,
        seatIds: matinee.held.seats.map(({ id }) => id),
      }),
    { code: 'NO_DATES_AVAILABLE' },
  );
  await journal.refused(
    'Jun holds a seat of a date that has none yet',
    () => hold(jun, stage.seatless.performanceId, [soldOut.seat]),
    { code: 'NO_SEATS_AVAILABLE' },
  );
  await journal.refused(
    'Jun holds the seat of the date that is sold out',
    () => hold(jun, soldOut.performanceId, [soldOut.seat]),
    taken(soldOut.seat),
  );
  await journal.refused(
    'Jun holds a seat that belongs to another date',
    () => hold(jun, performanceId, [soldOut.seat]),
    { code: 'SEAT_NOT_FOUND' },
  );
  await journal.refused(
    'Jun holds Floor A-2 (taken) and Floor A-3 (free)',
    () => holds(jun, 'Floor A-2', 'Floor A-3'),
    taken(...seatsOf(stage, 'Floor A-2')),
  );
  await journal.refused('Mina holds two more', () => holds(mina, 'Floor A-3', 'Floor A-4'), {
    code: 'HOLD_LIMIT_EXCEEDED',
    judge: ({ limit }) => ({ ok: limit === HOLD_LIMIT, words: `at most ${limit} seats each` }),
  });
  await journal.answered(
    'Hana and Doyun hold Floor A-3 in the same instant',
    () => Promise.allSettled([holds(hana, 'Floor A-3'), holds(doyun, 'Floor A-3')]),
    oneWinner,
  );
}

const taken = (...seats: Seat[]) => ({
  code: 'SEAT_UNAVAILABLE' as const,
  judge: ({ seatIds }: { seatIds: string[] }) => {
    const expected = seats.map(({ id }) => id);
    const ok = sameItems(seatIds, expected);
    return { ok, words: ok ? `${labels(seats)} is taken` : `it names ${seatIds.join(', ')}` };
  },
});

function oneWinner(outcomes: PromiseSettledResult<ReservationView>[]) {
  const [hanas, doyuns] = outcomes.map((outcome) =>
    outcome.status === 'fulfilled' ? 'HELD' : (refusalIn(outcome.reason)?.code ?? 'no answer'),
  );
  const words = `Hana: ${hanas}, Doyun: ${doyuns}`;
  const ok = [hanas, doyuns].toSorted().join() === 'HELD,SEAT_UNAVAILABLE';
  return { ok, words };
}
