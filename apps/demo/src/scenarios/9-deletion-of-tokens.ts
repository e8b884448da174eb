import { type DemoFixture, hold, seatsOf } from '../fixture.ts';
import { labels } from '../format.ts';
import type { Report } from '../report.ts';

export async function deletionOfTokens(fixture: DemoFixture, report: Report): Promise<void> {
  const { operator, jun, doyun, concertId, evening } = fixture;
  const seats = seatsOf(fixture, 'Balcony A-3');
  const { id: reservationId } = await hold(doyun, evening.performanceId, seats);
  await report.expectAnswer(
    'Doyun holds Balcony A-3, and leaves',
    async () => {
      await doyun.api.queue.leave.mutate();
      return doyun.api.reservation.get.query({ reservationId });
    },
    (held) => ({
      ok: held.status === 'RELEASED',
      text: `his pass has ended, and ${labels(held.seats)} is ${held.status}`,
    }),
  );
  await report.expectError(
    'Doyun asks with the token that he left',
    () => doyun.api.queue.status.query(),
    {
      code: 'QUEUE_TOKEN_EXPIRED',
    },
  );
  await report.expectError(
    'Jun asks with the token that he used up',
    () => jun.api.queue.status.query(),
    {
      code: 'QUEUE_TOKEN_EXPIRED',
    },
  );
  await report.expectAnswer(
    'The operator counts the tokens of Night Bus',
    () => operator.api.admin.queueStats.query({ concertId }),
    ({ active, waiting, completed, expired, left }) => ({
      ok: active === 2 && waiting === 0 && completed === 3 && expired === 1 && left === 3,
      text: `${active} live; ended: ${completed} used up, ${expired} expired, ${left} left`,
    }),
  );
  report.note('A token that has ended is refused at once. The job deletes its row much later,');
  report.note('and changes no answer: the token is still refused, and these counts stay.');
}
