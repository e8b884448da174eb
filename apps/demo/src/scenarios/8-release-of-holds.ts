import { setTimeout as sleep } from 'node:timers/promises';
import type { ReservationView } from '@frontrow/contract/reservation';
import type { Journal } from '../journal.ts';
import type { Person } from '../person.ts';
import { hold, type Stage, seatsOf } from '../stage.ts';
import { clock, labels, secondsBetween } from '../words.ts';

/** Holds this short are waited for; longer ones would keep people from seeing the end. */
const WAITED_FOR_SECONDS = 5;

export async function releaseOfHolds(stage: Stage, journal: Journal): Promise<void> {
  const { hana, doyun, evening } = stage;
  const holds = (person: Person) => () =>
    hold(person, evening.performanceId, seatsOf(stage, 'Balcony A-2'));
  const { id, heldAt, holdExpiresAt } = await journal.answered(
    'Hana holds Balcony A-2',
    holds(hana),
    heldInWords,
  );
  await journal.answered(
    'Hana gives it back',
    () => hana.api.reservation.release.mutate({ reservationId: id }),
    ({ status }) => ({ ok: status === 'RELEASED', words: status }),
  );
  const next = await journal.answered('Doyun holds it at once', holds(doyun), heldInWords);

  const seconds = secondsBetween(heldAt, holdExpiresAt);
  journal.note(
    `A hold lasts HOLD_SECONDS (${seconds} s here). It ends at that instant, with no job`,
  );
  journal.note('running: whoever asks next finds the seat free. The job only tidies up the rows.');
  if (seconds > WAITED_FOR_SECONDS) {
    journal.note('See one run out: HOLD_SECONDS=3 pnpm start, then pnpm demo again.');
    return;
  }
  await sleep(seconds * 1000);
  await journal.answered(
    `Doyun's hold, ${seconds} s later`,
    () => doyun.api.reservation.get.query({ reservationId: next.id }),
    ({ status }) => ({ ok: status === 'EXPIRED', words: status }),
  );
  await journal.refused(
    'Doyun pays for it',
    () => doyun.api.payment.pay.mutate({ reservationId: next.id, topUp: true }),
    { code: 'HOLD_EXPIRED' },
  );
  await journal.answered('Hana holds the seat', holds(hana), heldInWords);
}

const heldInWords = ({ status, seats, holdExpiresAt }: ReservationView) => ({
  ok: status === 'HELD',
  words: `${status}: ${labels(seats)}, until ${clock(holdExpiresAt)}`,
});
