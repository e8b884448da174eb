import type { Journal } from '../journal.ts';
import { hold, type Stage, seatsOf } from '../stage.ts';
import { labels } from '../words.ts';

export async function deletionOfTokens(stage: Stage, journal: Journal): Promise<void> {
  const { operator, jun, doyun, concertId, evening } = stage;
  const seats = seatsOf(stage, 'Balcony A-3');
  const { id: reservationId } = await hold(doyun, evening.performanceId, seats);
  await journal.answered(
    'Doyun holds Balcony A-3, and leaves',
    async () => {
      await doyun.api.queue.leave.mutate();
      return doyun.api.reservation.get.query({ reservationId });
    },
    (held) => ({
      ok: held.status === 'RELEASED',
      words: `his pass has ended, and ${labels(held.seats)} is ${held.status}`,
    }),
  );
  await journal.refused('Doyun asks with the token he left', () => doyun.api.queue.status.query(), {
    code: 'QUEUE_TOKEN_EXPIRED',
  });
  await journal.refused('Jun asks with the token he used up', () => jun.api.queue.status.query(), {
    code: 'QUEUE_TOKEN_EXPIRED',
  });
  await journal.answered(
    'The operator counts the tokens of Night Bus',
    () => operator.api.admin.queueStats.query({ concertId }),
    ({ active, waiting, completed, expired, left }) => ({
      ok: active === 2 && waiting === 0 && completed === 3 && expired === 1 && left === 3,
      words: `${active} live; ended: ${completed} used up, ${expired} expired, ${left} left`,
    }),
  );
  journal.note(
    'An ended token is refused from that moment on. The job deletes its row much later,',
  );
  journal.note('and changes no answer: the token is refused as before, and these counts stay.');
}
