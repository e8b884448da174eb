import type { DatesView } from '@frontrow/contract/concert';
import type { DemoFixture } from '../fixture.ts';
import { localTime, money, sameItems } from '../format.ts';
import type { Report } from '../report.ts';

export async function dates(fixture: DemoFixture, report: Report): Promise<void> {
  const { mina, sora, yuna, operator, concertId, evening, soldOut, seatless, matinee } = fixture;
  await report.expectAnswer(
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
      text: items.map(describeDate).join(' · '),
    }),
  );

  await yuna.join(concertId);
  await operator.api.admin.deleteUser.mutate({ userId: yuna.account.id });
  report.note('Yuna was admitted too; then the operator deleted her account.');
  await report.expectError('Yuna asks', () => yuna.api.concert.dates.query({ concertId }), {
    code: 'USER_NOT_FOUND',
  });

  await matinee.begun();
  await report.expectError(
    'Sora asks for dates of Matinee, which has begun',
    () => sora.api.concert.dates.query({ concertId: matinee.concertId }),
    { code: 'NO_DATES_AVAILABLE' },
  );
}

function describeDate(date: DatesView['items'][number]): string {
  const { startsAt, timezone, seatsAvailable, seatsTotal, priceFrom, currency } = date;
  const none = seatsTotal === 0 ? 'no seats yet' : 'sold out';
  const free =
    seatsAvailable === 0 || priceFrom === null
      ? none
      : `${seatsAvailable} seats from ${money(priceFrom, currency)}`;
  return `${localTime(startsAt, timezone)}: ${free}`;
}
