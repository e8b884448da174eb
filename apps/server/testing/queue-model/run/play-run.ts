import type { World } from '@frontrow/domain/testing/world';
import { expect } from 'vitest';
import { StepFailure } from '../../property/step-failure.ts';
import { assertAgrees, assertAuditPasses, assertNoStall, assertStatistics } from './agreement.ts';
import { ConcertFixture, type Users } from './concert-fixture.ts';
import { ModelRun } from './model-run.ts';
import { performStep } from './perform-step.ts';
import { type CallStep, type RunPlan, SERVERS, type Step } from './steps.ts';

const CALL = { user: 0, eligible: false, server: 0, firstToken: false, choice: 0 };

/**
 * Plays one run on a new concert: the initial joins, the steps, then an admission of all who still
 * wait. After each step all servers must agree with the model.
 *
 * @throws StepFailure with the failed assertion as its cause
 */
export async function playRun(world: World, users: Users, plan: RunPlan): Promise<void> {
  const run = new ModelRun(await ConcertFixture.create(world, users, plan), plan);
  await assertAgrees(run);
  for (const [index, step] of initialJoins(plan).entries()) {
    const played = { ...plan, initialJoins: index + 1, steps: [] };
    await performAndAssert(run, step, { label: `initialJoins, join ${index + 1}`, played });
  }
  for (const [index, step] of plan.steps.entries()) {
    const played = { ...plan, steps: plan.steps.slice(0, index + 1) };
    await performAndAssert(run, step, { label: `steps[${index}]`, played });
  }
  await admitEverybody(run, plan);
  await assertStatistics(run);
  await assertAuditPasses(run);
}

const initialJoins = (plan: RunPlan): CallStep[] =>
  Array.from({ length: plan.initialJoins }, (_, user) => ({
    ...CALL,
    do: 'join',
    user,
    server: user % SERVERS,
  }));

async function performAndAssert(
  run: ModelRun,
  step: Step,
  { label, played }: { label: string; played: RunPlan },
): Promise<void> {
  try {
    run.fixture.clock.advanceUntilVisible();
    await performStep(run, step);
    if (step.do === 'admit') await assertNoStall(run);
    run.fixture.clock.advanceUntilVisible();
    await assertAgrees(run);
    if (step.do === 'burst') await assertStatistics(run);
  } catch (error) {
    throw new StepFailure(`${label} failed: ${JSON.stringify(step)}`, played, error);
  }
}

/** Opens the queue, reopens the sale and raises the limits above the number of users, so that nobody may wait any more. */
async function admitEverybody(run: ModelRun, played: RunPlan): Promise<void> {
  await run.moveClose(null);
  await run.configure({ maxActive: 1_000, admitPerMinute: 1_000, paused: false, opensIn: -1 });
  for (const name of ['admit', 'publishDrawValue', 'admit'] as const) {
    const label = 'the final admission of all who wait';
    await performAndAssert(run, { ...CALL, do: name }, { label, played });
  }
  const { now } = run.fixture;
  const waiting = [...run.model.entriesIn('PREQUEUE', now), ...run.model.entriesIn('WAITING', now)];
  expect(waiting, 'the entries that still wait at the end').toEqual([]);
}
