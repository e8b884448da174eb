import type { DemoFixture } from '../fixture.ts';
import { sameItems } from '../format.ts';
import type { Report } from '../report.ts';

export async function seats(fixture: DemoFixture, report: Report): Promise<void> {
  const { mina, sora, yuna, evening, soldOut, matinee } = fixture;
  const { performanceId } = evening;
  await report.expectAnswer(
    'Mina asks for the seats of the first date',
    () => mina.api.concert.seats.query({ performanceId }),
    ({ items }) => ({
      ok: sameItems(
        items.map(({ id }) => id),
        evening.seats.map(({ id }) => id),
      ),
      text: `${items.length} seats: ${items[0]?.label} to ${items.at(-1)?.label}`,
    }),
  );
  await report.expectError('Yuna asks', () => yuna.api.concert.seats.query({ performanceId }), {
    code: 'USER_NOT_FOUND',
  });
  await report.expectError(
    'Sora asks for seats of Matinee, which has begun',
    () => sora.api.concert.seats.query({ performanceId: matinee.performanceId }),
    { code: 'NO_DATES_AVAILABLE' },
  );
  await report.expectError(
    'Mina asks for the seats of the sold-out date',
    () => mina.api.concert.seats.query({ performanceId: soldOut.performanceId }),
    { code: 'NO_SEATS_AVAILABLE' },
  );
}
