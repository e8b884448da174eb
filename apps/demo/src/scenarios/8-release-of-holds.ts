import { setTimeout as sleep } from 'node:timers/promises';
import type { ReservationView } from '@frontrow/contract/reservation';
import type { DemoUser } from '../demo-user.ts';
import { type DemoFixture, hold, seatsOf } from '../fixture.ts';
import { labels, secondsBetween, timeOfDay } from '../format.ts';
import type { Report } from '../report.ts';

/** The demo waits for the end of holds up to this length. */
const MAX_WAIT_SECONDS = 5;

export async function releaseOfHolds(fixture: DemoFixture, report: Report): Promise<void> {
  const { hana, doyun, evening } = fixture;
  const holdSeat = (user: DemoUser) => () =>
    hold(user, evening.performanceId, seatsOf(fixture, 'Balcony A-2'));
  const { id, heldAt, holdExpiresAt } = await report.expectAnswer(
    'Hana holds Balcony A-2',
    holdSeat(hana),
    describeHold,
  );
  await report.expectAnswer(
    'Hana releases it',
    () => hana.api.reservation.release.mutate({ reservationId: id }),
    ({ status }) => ({ ok: status === 'RELEASED', text: status }),
  );
  const next = await report.expectAnswer('Doyun holds it at once', holdSeat(doyun), describeHold);

  const seconds = secondsBetween(heldAt, holdExpiresAt);
  report.note(
    `A hold lasts HOLD_SECONDS (${seconds} s here). It ends at that time, without any job:`,
  );
  report.note('the next user who asks finds the seat free. The job only cleans up the rows.');
  if (seconds > MAX_WAIT_SECONDS) {
    report.note('To see a hold expire: HOLD_SECONDS=3 pnpm start, then pnpm demo again.');
    return;
  }
  await sleep(seconds * 1000);
  await report.expectAnswer(
    `Doyun's hold, ${seconds} s later`,
    () => doyun.api.reservation.get.query({ reservationId: next.id }),
    ({ status }) => ({ ok: status === 'EXPIRED', text: status }),
  );
  await report.expectError(
    'Doyun pays for it',
    () => doyun.api.payment.pay.mutate({ reservationId: next.id, topUp: true }),
    { code: 'HOLD_EXPIRED' },
  );
  await report.expectAnswer('Hana holds the seat', holdSeat(hana), describeHold);
}

const describeHold = ({ status, seats, holdExpiresAt }: ReservationView) => ({
  ok: status === 'HELD',
  text: `${status}: ${labels(seats)}, until ${timeOfDay(holdExpiresAt)}`,
});
