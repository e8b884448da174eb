import type { Journal } from '../journal.ts';
import type { Stage } from '../stage.ts';
import { sameItems } from '../words.ts';

export async function seats(stage: Stage, journal: Journal): Promise<void> {
  const { mina, sora, yuna, evening, soldOut, matinee } = stage;
  const { performanceId } = evening;
  await journal.answered(
    'Mina asks for the seats of the first date',
    () => mina.api.concert.seats.query({ performanceId }),
    ({ items }) => ({
      ok: sameItems(
        items.map(({ id }) => id),
        evening.seats.map(({ id }) => id),
      ),
      words: `${items.length} seats: ${items[0]?.label} to ${items.at(-1)?.label}`,
    }),
  );
  await journal.refused('Yuna asks', () => yuna.api.concert.seats.query({ performanceId }), {
    code: 'USER_NOT_FOUND',
  });
  await journal.refused(
    'Sora asks for those of Matinee, which has begun',
    () => sora.api.concert.seats.query({ performanceId: matinee.performanceId }),
    { code: 'NO_DATES_AVAILABLE' },
  );
  await journal.refused(
    'Mina asks for those of the date that is sold out',
    () => mina.api.concert.seats.query({ performanceId: soldOut.performanceId }),
    { code: 'NO_SEATS_AVAILABLE' },
  );
}
