import type { OtherServer } from '@frontrow/domain/testing/other-server';
import type { World } from '@frontrow/domain/testing/world';
import { StepFailure } from '../property/step-failure.ts';
import { equal } from './equal.ts';
import { performStep } from './perform.ts';
import { createRun, type SeatRun } from './seat-run.ts';
import { type RunPlan, SEATS } from './steps.ts';

/**
 * Plays one run in a house of its own, on two servers. After each step the database must have what the answers said;
 * at the end the audit must be true.
 *
 * @throws StepFailure with the failed check as its cause
 */
export async function playRun(world: World, other: OtherServer, plan: RunPlan): Promise<void> {
  const run = await createRun(world, other, plan);
  for (const [index, step] of plan.steps.entries()) {
    try {
      await performStep(run, step);
      await compareRows(run);
    } catch (error) {
      const text = `steps[${index}] failed: ${JSON.stringify(step)}`;
      throw new StepFailure(text, { ...plan, steps: plan.steps.slice(0, index + 1) }, error);
    }
  }
  const { concertId } = run;
  const { ok, checks } = await world.services.admin.audit({ concertId });
  const failed = checks.filter((check) => !check.ok);
  if (!ok) throw new StepFailure('the audit is not true', plan, new Error(JSON.stringify(failed)));
}

const LETTERS = `
  select place, case when blocked then 'B' when sold then 'S' when hold_expires_at > $2 then 'H' else 'A' end as letter
  from seat where performance_id = $1 order by place`;

async function compareRows({ world, performanceId, model }: SeatRun): Promise<void> {
  const { rows } = await world.pool.query<{ place: number; letter: string }>(LETTERS, [
    ...[performanceId, world.now],
  ]);
  const letters = rows.map(({ letter }) => letter);
  equal(letters.slice(0, SEATS).join(''), model.letters, 'the seats in the database');
  const standing = letters.slice(SEATS).filter((letter) => letter === 'A').length;
  equal(standing, model.standingLeft, 'the standing places that are left');
}
