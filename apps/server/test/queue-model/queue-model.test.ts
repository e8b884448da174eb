import { createWorld, type World } from '@frontrow/domain/testing/world';
import { afterAll, beforeAll, test } from 'vitest';
import { checkRuns } from '../../testing/property/check-runs.ts';
import {
  createUsers,
  HOLD_SECONDS,
  type Users,
} from '../../testing/queue-model/run/concert-fixture.ts';
import { playRun } from '../../testing/queue-model/run/play-run.ts';
import { runPlans } from '../../testing/queue-model/run/steps.ts';

let world: World;
let users: Users;
beforeAll(async () => {
  world = await createWorld({ holdSeconds: HOLD_SECONDS });
  users = await createUsers(world);
});
afterAll(() => world.close());

test(
  'three servers over one database answer as the model predicts, in random runs',
  { timeout: 600_000 },
  () =>
    checkRuns(
      { file: 'apps/server/test/queue-model/queue-model.test.ts', runs: 25, shrinkSeconds: 60 },
      runPlans,
      (plan) => playRun(world, users, plan),
    ),
);
