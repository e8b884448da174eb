import { setTimeout as sleep } from 'node:timers/promises';
import type { TicketView } from '@frontrow/contract/queue';
import type { Journal } from '../journal.ts';
import type { Person } from '../person.ts';
import type { Stage } from '../stage.ts';

const GIVE_UP_MILLISECONDS = 10_000;

/** Nobody, a forger, a queue of three, somebody who never comes back, and a pass. */
export async function queueToken(stage: Stage, journal: Journal): Promise<void> {
  const { mina, jun, hana, concertId } = stage;
  const datesWith = (token: string | null) => () =>
    mina.withToken(token).concert.dates.query({ concertId });

  await journal.refused('Mina asks for the dates without a token', datesWith(null), {
    code: 'QUEUE_TOKEN_REQUIRED',
  });
  await journal.refused('Mina asks with a token of her own making', datesWith('v1.mina.please'), {
    code: 'QUEUE_TOKEN_INVALID',
  });
  await journal.answered(
    'Hana joins the empty queue, and closes the page',
    () => hana.enter(concertId),
    ({ status, position }) => ({
      ok: status === 'ACTIVE' && position === null,
      words: `${status} at once, with 2 s to come back`,
    }),
  );
  await journal.answered('Jun joins', () => jun.enter(concertId), waitsAt(1));
  await journal.answered('Mina joins', () => mina.enter(concertId), waitsAt(2));
  await journal.answered(
    'Mina joins again in a second tab',
    () => mina.enter(concertId),
    (again) => {
      const { ok, words } = waitsAt(2)(again);
      return { ok, words: `${words}, the same place` };
    },
  );
  await journal.refused('Mina asks for the dates with the token of Jun', datesWith(jun.token), {
    code: 'QUEUE_TOKEN_INVALID',
  });
  await journal.refused('Mina asks for the dates while she waits', datesWith(mina.token), {
    code: 'QUEUE_WAITING',
    judge: ({ position, pollAfterSeconds }) => ({
      ok: position === 2 && pollAfterSeconds === 1,
      words: `position ${position}, ask again in ${pollAfterSeconds} s`,
    }),
  });
  await journal.answered('Jun asks every second', () => pollUntilAdmitted(jun), passed);
  await journal.refused('Hana comes back too late', () => hana.api.queue.status.query(), {
    code: 'QUEUE_TOKEN_EXPIRED',
  });
  await journal.answered(
    'Mina asks for her place',
    () => mina.api.queue.status.query(),
    waitsAt(1),
  );
  await journal.answered(
    'Jun leaves',
    () => jun.api.queue.leave.mutate(),
    ({ left }) => ({
      ok: left,
      words: 'his pass has ended',
    }),
  );
  await journal.answered('Mina asks every second', () => pollUntilAdmitted(mina), passed);

  await stage.operator.api.admin.configureQueue.mutate({
    concertId,
    maxActive: 50,
    claimSeconds: 60,
    pollAfterSeconds: 5,
  });
  journal.note(
    'The operator now lets 50 people in at a time; clients ask every 5 s, as by default.',
  );
}

const waitsAt =
  (wanted: number) =>
  ({ status, position, pollAfterSeconds }: TicketView) => ({
    ok: status === 'WAITING' && position === wanted,
    words: `${status}: position ${position}, ask again in ${pollAfterSeconds} s`,
  });

interface Wait {
  ticket: TicketView;
  polls: number;
  seconds: number;
}

const passed = ({ ticket, polls, seconds }: Wait) => ({
  ok: ticket.status === 'ACTIVE' && ticket.position === null,
  words: `${ticket.status} after ${seconds.toFixed(1)} s (asked ${polls} times)`,
});

/** Asks as often as the ticket says; the first call after the admission claims the pass. */
async function pollUntilAdmitted(person: Person): Promise<Wait> {
  const start = performance.now();
  let ticket = await person.api.queue.status.query();
  let polls = 1;
  while (ticket.status !== 'ACTIVE' && performance.now() - start < GIVE_UP_MILLISECONDS) {
    await sleep(ticket.pollAfterSeconds * 1000);
    ticket = await person.api.queue.status.query();
    polls++;
  }
  return { ticket, polls, seconds: (performance.now() - start) / 1000 };
}
