import type { DatesView } from '@frontrow/contract/concert';
import type { Journal } from '../journal.ts';
import type { Stage } from '../stage.ts';
import { localTime, money, sameItems } from '../words.ts';

export async function dates(stage: Stage, journal: Journal): Promise<void> {
  const { mina, sora, yuna, operator, concertId, evening, soldOut, seatless, matinee } = stage;
  await journal.answered(
    'Mina asks for the dates of Night Bus',
    () => mina.api.concert.dates.query({ concertId }),
    ({ items }) => ({
      ok: sameItems(
        items.map(({ performanceId, seatsAvailable }) => `${performanceId}: ${seatsAvailable}`),
        [
          `${evening.performanceId}: ${evening.seats.length}`,
          `${soldOut.performanceId}: 0`,
          `${seatless.performanceId}: 0`,
        ],
      ),
      words: items.map(dateInWords).join(' · '),
    }),
  );

  await yuna.enter(concertId);
  await operator.api.admin.deleteUser.mutate({ userId: yuna.user.id });
  journal.note('Yuna was let in too; then the operator deleted her account.');
  await journal.refused('Yuna asks', () => yuna.api.concert.dates.query({ concertId }), {
    code: 'USER_NOT_FOUND',
  });

  await matinee.begun();
  await journal.refused(
    'Sora asks for those of Matinee, which has begun',
    () => sora.api.concert.dates.query({ concertId: matinee.concertId }),
    { code: 'NO_DATES_AVAILABLE' },
  );
}

function dateInWords(date: DatesView['items'][number]): string {
  const { startsAt, timezone, seatsAvailable, seatsTotal, priceFrom, currency } = date;
  const none = seatsTotal === 0 ? 'no seats yet' : 'sold out';
  const free =
    seatsAvailable === 0 ? none : `${seatsAvailable} seats from ${money(priceFrom, currency)}`;
  return `${localTime(startsAt, timezone)}: ${free}`;
}
