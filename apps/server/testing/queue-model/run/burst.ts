import type { QueueTicket } from '@frontrow/contract/queue';
import { expect } from 'vitest';
import { performCall } from '../calls/calls.ts';
import { ticketIn } from '../calls/comparison.ts';
import { outcomeOf } from '../calls/servers.ts';
import { copyRows } from '../rows/copy-rows.ts';
import { type QueueRows, readRows } from '../rows/queue-rows.ts';
import { chooseCall } from './choose-call.ts';
import type { ModelRun } from './model-run.ts';
import type { CallStep } from './steps.ts';

/** The refusals that calls of a burst can cause each other. */
const CONCURRENT_REFUSALS = new Set([
  ...['QUEUE_CLOSED', 'QUEUE_TOKEN_EXPIRED', 'QUEUE_WAITING'],
  ...['SEAT_UNAVAILABLE', 'HOLD_EXPIRED', 'ALREADY_PAID'],
  'NO_DATES_AVAILABLE',
]);

/**
 * Performs calls concurrently. The order of their commits is unknown, so that the model is not asked
 * what they should return: it takes its state from the rows afterwards. The checks after each step
 * then test that state.
 */
export async function performBurst(run: ModelRun, steps: readonly CallStep[]): Promise<void> {
  const { fixture, model } = run;
  const calls = steps.map((step) => chooseCall(run, step)).filter((call) => call !== null);
  const outcomes = await Promise.all(calls.map((call) => outcomeOf(performCall(call))));
  const tickets = new Map<number, QueueTicket[]>();
  for (const [index, outcome] of outcomes.entries()) {
    if (outcome !== 'ok' && 'code' in outcome) expect(CONCURRENT_REFUSALS).toContain(outcome.code);
    const ticket = ticketIn(outcome);
    const user = calls[index]?.user ?? 0;
    if (ticket) tickets.set(user, [...(tickets.get(user) ?? []), ticket]);
  }
  const rows = await readRows(fixture.world.pool, fixture.concertId);
  copyRows(
    model,
    rows,
    fixture.callers.map(({ userId }) => userId),
  );
  await checkFinishedDraws(run, rows);
  for (const [user, received] of tickets) run.addConcurrentTickets(user, received);
}

/** Checks the draws that the burst finished, and that their entrants have the numbers of their ranks. */
async function checkFinishedDraws({ draws, model }: ModelRun, rows: QueueRows): Promise<void> {
  for (const { round, frozen, numbered, entrants, afterNumber } of rows.draws) {
    if (!frozen || numbered !== entrants || draws.isChecked(round)) continue;
    const ranks = await draws.check(round, model.entriesOfRound(round));
    for (const { entryId, number } of model.entriesOfRound(round)) {
      if (number !== null) expect(number).toBe((afterNumber ?? 0) + (ranks.get(entryId) ?? 0));
    }
  }
}
