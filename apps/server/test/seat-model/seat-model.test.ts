import { type OtherServer, openServer } from '@frontrow/domain/testing/other-server';
import { createWorld, type World } from '@frontrow/domain/testing/world';
import { afterAll, beforeAll, test } from 'vitest';
import { checkRuns } from '../../testing/property/check-runs.ts';
import { playRun } from '../../testing/seat-model/play-run.ts';
import { runPlans } from '../../testing/seat-model/steps.ts';

let world: World;
let other: OtherServer;
beforeAll(async () => {
  world = await createWorld();
  other = await openServer(world);
});
afterAll(async () => {
  await other.close();
  await world.close();
});

test(
  'two servers hold, block, release and refund places as the model says, in random runs',
  { timeout: 600_000 },
  () =>
    checkRuns(
      { file: 'apps/server/test/seat-model/seat-model.test.ts', runs: 20, shrinkSeconds: 60 },
      runPlans,
      (plan) => playRun(world, other, plan),
    ),
);
