import { setTimeout as sleep } from 'node:timers/promises';
import type { QueueTicket } from '@frontrow/contract/queue';
import type { DemoUser } from '../demo-user.ts';
import type { DemoFixture } from '../fixture.ts';
import type { Report } from '../report.ts';

const TIMEOUT_MILLISECONDS = 10_000;

/** No token, a forged token, a queue of three, a pass that is not claimed, and one that is. */
export async function queueToken(fixture: DemoFixture, report: Report): Promise<void> {
  const { mina, jun, hana, concertId } = fixture;
  const datesWith = (token: string | null) => () =>
    mina.withToken(token).concert.dates.query({ concertId });

  await report.expectError('Mina asks for the dates without a token', datesWith(null), {
    code: 'QUEUE_TOKEN_REQUIRED',
  });
  await report.expectError(
    'Mina asks with a token of her own making',
    datesWith('v1.mina.please'),
    {
      code: 'QUEUE_TOKEN_INVALID',
    },
  );
  await report.expectAnswer(
    'Hana joins the empty queue, and closes the page',
    () => hana.join(concertId),
    ({ status, position }) => ({
      ok: status === 'ACTIVE' && position === null,
      text: `${status} at once, with 2 s to come back`,
    }),
  );
  await report.expectAnswer('Jun joins', () => jun.join(concertId), checkWaiting(1));
  await report.expectAnswer('Mina joins', () => mina.join(concertId), checkWaiting(2));
  await report.expectAnswer(
    'Mina joins again in a second tab',
    () => mina.join(concertId),
    (again) => {
      const { ok, text } = checkWaiting(2)(again);
      return { ok, text: `${text}, the same queue entry` };
    },
  );
  await report.expectError('Mina asks for the dates with the token of Jun', datesWith(jun.token), {
    code: 'QUEUE_TOKEN_INVALID',
  });
  await report.expectError('Mina asks for the dates while she waits', datesWith(mina.token), {
    code: 'QUEUE_WAITING',
    check: ({ position, pollAfterSeconds }) => ({
      ok: position === 2 && pollAfterSeconds === 1,
      text: `position ${position}, ask again in ${pollAfterSeconds} s`,
    }),
  });
  await report.expectAnswer('Jun asks every second', () => pollUntilAdmitted(jun), checkAdmitted);
  await report.expectError('Hana comes back too late', () => hana.api.queue.status.query(), {
    code: 'QUEUE_TOKEN_EXPIRED',
  });
  await report.expectAnswer(
    'Mina asks for her position',
    () => mina.api.queue.status.query(),
    checkWaiting(1),
  );
  await report.expectAnswer(
    'Jun leaves',
    () => jun.api.queue.leave.mutate(),
    ({ left }) => ({
      ok: left,
      text: 'his pass has ended',
    }),
  );
  await report.expectAnswer('Mina asks every second', () => pollUntilAdmitted(mina), checkAdmitted);

  await fixture.operator.api.admin.configureQueue.mutate({
    concertId,
    maxActive: 50,
    claimSeconds: 60,
    pollAfterSeconds: 5,
  });
  report.note('The operator now admits 50 people at a time; clients ask every 5 s, the default.');
}

const checkWaiting =
  (wanted: number) =>
  ({ status, position, pollAfterSeconds }: QueueTicket) => ({
    ok: status === 'WAITING' && position === wanted,
    text: `${status}: position ${position}, ask again in ${pollAfterSeconds} s`,
  });

interface Wait {
  ticket: QueueTicket;
  polls: number;
  seconds: number;
}

const checkAdmitted = ({ ticket, polls, seconds }: Wait) => ({
  ok: ticket.status === 'ACTIVE' && ticket.position === null,
  text: `${ticket.status} after ${seconds.toFixed(1)} s (asked ${polls} times)`,
});

/** Polls at the interval that the server tells. The first call after the admission claims the pass. */
async function pollUntilAdmitted(user: DemoUser): Promise<Wait> {
  const start = performance.now();
  let ticket = await user.api.queue.status.query();
  let polls = 1;
  while (ticket.status !== 'ACTIVE' && performance.now() - start < TIMEOUT_MILLISECONDS) {
    await sleep(ticket.pollAfterSeconds * 1000);
    ticket = await user.api.queue.status.query();
    polls++;
  }
  return { ticket, polls, seconds: (performance.now() - start) / 1000 };
}
