import { releaseExpiredHolds } from '@frontrow/domain/reservation/release-expired';
import { equal } from './equal.ts';
import type { Expected } from './model.ts';
import { performOther } from './perform-other.ts';
import { type Answer, answerOf, call, inputOf, type SeatRun, wantedBy } from './seat-run.ts';
import { type HoldingAct, SEATS, type Step } from './steps.ts';
import { performTogether } from './together.ts';

/** Performs one step, compares its answers with what the model says, and tells the model what became of it. */
export async function performStep(run: SeatRun, step: Step): Promise<void> {
  const { world, model, servers } = run;
  if (step.do === 'advanceClock') {
    world.advanceClock(step.seconds);
    model.now = world.now.getTime();
  } else if (step.do === 'sweep') {
    await releaseExpiredHolds(world.ctx, { batch: 100, concurrency: 1 });
  } else if (step.do === 'together') {
    refreshAll(run);
    await performTogether(run, step.acts);
  } else if (step.do === 'hold' || step.do === 'best') {
    await performHolding(run, step);
  } else {
    await performOther(run, step);
    for (const index of servers.keys()) run.outdated.add(index);
  }
}

/** Lets the time pass after which all servers show what others wrote. */
function refresh({ servers, outdated, performanceId }: SeatRun, index: number): void {
  if (!outdated.delete(index)) return;
  servers[index]?.ctx.seating.snapshots.markChanged(performanceId);
}

export function refreshAll(run: SeatRun): void {
  for (const index of run.servers.keys()) refresh(run, index);
}

async function performHolding(run: SeatRun, act: HoldingAct): Promise<void> {
  const input = inputOf(run, act);
  if ('seatIds' in input && input.seatIds.length + input.places.length + input.general.length === 0)
    return;
  refresh(run, act.server);
  const key =
    act.key === null ? null : `${act.do} key ${act.key} of ${run.users[act.user]?.caller.userId}`;
  const stored = key === null ? undefined : run.stored.get(key);
  const expected = run.model.expect(wantedBy(run, act));
  const withKey = key === null ? input : { ...input, idempotencyKey: key };
  const answer = await answerOf(call(run, act, withKey));
  if (stored) {
    if (stored.input === JSON.stringify(input))
      equal('view' in answer && answer.view.id, stored.id, 'the stored answer');
    else equal('code' in answer && answer.code, 'IDEMPOTENCY_KEY_REUSED', 'the refusal');
    return;
  }
  compare(run, answer, expected);
  if (!('view' in answer)) return;
  if (key !== null) run.stored.set(key, { input: JSON.stringify(input), id: answer.view.id });
  run.model.keep(wantedBy(run, act), answer.view);
  for (const index of run.servers.keys()) {
    if (index !== act.server || act.replaces !== null || act.do === 'hold') run.outdated.add(index);
  }
}

/** Throws if the answer is not what was expected. */
export function compare({ model }: SeatRun, answer: Answer, expected: Expected): void {
  if ('code' in expected) {
    equal(
      'code' in answer ? answer.code : answer.view.seats.map(({ place }) => place),
      expected.code,
      'the refusal',
    );
    if (expected.details && 'code' in answer)
      equal(answer.details, expected.details, 'the details');
    return;
  }
  if ('code' in answer) throw new Error(`refused: ${JSON.stringify({ answer, expected })}`);
  const places = answer.view.seats.map(({ place }) => place).sort((a, b) => a - b);
  equal(
    places.filter((place) => place < SEATS),
    [...expected.places].sort((a, b) => a - b),
    'the seats',
  );
  equal(places.length, expected.places.length + expected.standing, 'how many places');
  const known = new Set(model.takenStanding);
  for (const { places: old } of model.reservations.filter(model.isLive)) {
    if (old.some((place) => places.includes(place))) for (const place of old) known.delete(place);
  }
  equal(
    places.filter((place) => known.has(place)),
    [],
    'standing places that others have',
  );
}
