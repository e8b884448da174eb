import { purgeQueueEntries } from '@frontrow/domain/queue/purge/purge';
import { expect } from 'vitest';
import { type Answer, type Call, performCall } from '../calls/calls.ts';
import { comparable, ticketIn } from '../calls/comparison.ts';
import { outcomeOf } from '../calls/servers.ts';
import { expectedTicket, predict, type Refusal } from '../model/predictions.ts';
import { readRows } from '../rows/queue-rows.ts';
import { performBurst } from './burst.ts';
import { chooseCall } from './choose-call.ts';
import { HOLD_SECONDS } from './concert-fixture.ts';
import type { ModelRun } from './model-run.ts';
import type { Step } from './steps.ts';

/** Performs a step on the servers and on the model, and compares the outcomes. */
export async function performStep(run: ModelRun, step: Step): Promise<void> {
  const { fixture } = run;
  switch (step.do) {
    case 'advanceClock':
      return fixture.clock.advance(step.seconds);
    case 'configure':
      return run.configure(step.settings);
    case 'moveClose':
      return run.moveClose(step.closesIn);
    case 'restartServer':
      return fixture.restartServer(step.server);
    case 'closePage':
      run.closedPages.add(step.user);
      return;
    case 'publishDrawValue':
      return publishDrawValue(run, step.server);
    case 'purgeEntries': {
      const options = { retentionSeconds: 60, batch: 100 };
      run.model.purgeClosed(fixture.now, options.retentionSeconds);
      await purgeQueueEntries(fixture.server(step.server).ctx, options);
      return;
    }
    case 'burst':
      return performBurst(run, step.calls);
    default: {
      const call = chooseCall(run, step);
      if (call) await performAndCompare(run, call);
    }
  }
}

async function performAndCompare(run: ModelRun, call: Call): Promise<void> {
  const { fixture, model } = run;
  // A call that waits until all servers show its effect moves the clock.
  const { now } = fixture;
  const outcome = await outcomeOf(performCall(call));
  const { admissions } = await readRows(fixture.world.pool, fixture.concertId);
  const admitted = admissions.length - model.admissionTimes.length;
  const expected = await expectedOutcome(run, call, { outcome, admitted, now });
  if (call.name === 'readDates' && outcome === 'ok' && expected !== 'ok') {
    // A read may rely on a check of the pass that is at most a second old, if another server has ended it since.
    await expect
      .poll(async () => comparable(await outcomeOf(performCall(call))), { interval: 50 })
      .toEqual(expected);
    return;
  }
  expect(comparable(outcome)).toEqual(expected);
  const ticket = ticketIn(outcome);
  if (ticket) run.addTicket(call.user, ticket);
}

interface Observed {
  outcome: Answer | Refusal;
  /** The time when the call began. */
  now: number;
  /** How many entries the servers admitted during the call. */
  admitted: number;
}

/** Changes the model as the call should. The ids that servers choose are taken from the outcome. */
async function expectedOutcome(
  run: ModelRun,
  { name, user, hold, seatId }: Call,
  { outcome, admitted, now }: Observed,
): Promise<unknown> {
  const { model, fixture } = run;
  if (name === 'admit') {
    await model.advanceDraws(now, ({ round, entrants }) => run.draws.check(round, entrants));
    const next = model.admissible(now).length;
    model.recordAdmissions(now, admitted);
    return { admitted: next };
  }
  if (name === 'join') {
    const ticket = ticketIn(outcome);
    const entryId = ticket && fixture.entryIdOf(ticket);
    const entry = model.join(now, { user, entryId }, admitted);
    if (entry === 'QUEUE_CLOSED') return { code: entry, position: null };
    expect(entryId).toBe(entry.entryId);
    return expectedTicket(model, entry, now);
  }
  const history = run.histories.get(user);
  if (!history) throw new Error(`user ${user} has no entry to call ${name} with`);
  const reservationId =
    typeof outcome === 'object' && 'reservation' in outcome ? outcome.reservation.id : '';
  const expiresAt = now + HOLD_SECONDS * 1000;
  const newHold = { reservationId, seatId: seatId ?? '', expiresAt, state: 'HELD' as const };
  const entry = run.entryOf(history);
  const made = name === 'hold' || name === 'swap' ? newHold : hold;
  const expected = predict(model, { name, entry, now, hold: made, replaced: hold });
  model.recordAdmissions(now, admitted);
  return expected;
}

async function publishDrawValue({ model, fixture }: ModelRun, server: number): Promise<void> {
  const [draw] = model.pendingDraws;
  const isDue = draw?.listed === true && draw.source !== null && draw.publicValue === null;
  const value = `value ${draw?.round}`;
  const { services } = fixture.server(server);
  const input = { concertId: fixture.concertId, value };
  const outcome = await outcomeOf(services.admin.publishDrawValue(fixture.operator, input));
  expect('code' in outcome ? outcome.code : 'ok').toBe(isDue ? 'ok' : 'VALIDATION_FAILED');
  if (isDue && draw) draw.publicValue = value;
}
