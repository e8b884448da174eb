import { createWorld, type World } from '@frontrow/domain/testing/world';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { playRun } from '../../testing/money-model/play-run.ts';
import { runPlans } from '../../testing/money-model/steps.ts';
import { checkRuns } from '../../testing/property/check-runs.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld({ topUp: 'provider' });
});
afterAll(async () => {
  expect(await world.services.admin.audit({})).toMatchObject({ ok: true });
  await world.close();
});

test(
  'no money is lost or doubled between customers, the bank and the balances, in random runs',
  { timeout: 600_000 },
  () =>
    checkRuns(
      { file: 'apps/server/test/money-model/money-model.test.ts', runs: 100, shrinkSeconds: 60 },
      runPlans,
      (plan) => playRun(world, plan),
    ),
);
