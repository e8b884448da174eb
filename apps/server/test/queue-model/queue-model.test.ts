import { createWorld, START, type World } from '@frontrow/domain/testing/world';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { holds } from '../../testing/property/check-runs.ts';
import { expectSound, expectStats, look } from '../../testing/queue-model/run/agreement.ts';
import {
  type Cast,
  castOf,
  HOLD_SECONDS,
  House,
} from '../../testing/queue-model/run/concert-fixture.ts';
import { Life } from '../../testing/queue-model/run/model-run.ts';
import { aRun, type Run, SERVERS, type Step } from '../../testing/queue-model/run/steps.ts';

const ACT = { user: 0, aimed: false, server: 0, old: false, pick: 0 };

let world: World;
let cast: Cast;
beforeAll(async () => {
  world = await createWorld({ holdSeconds: HOLD_SECONDS });
  cast = await castOf(world);
});
afterAll(() => world.close());

async function live(run: Run): Promise<void> {
  world.now = START;
  const life = new Life(await House.open(cast, run), run);
  await look(life, { afterAdmit: false });
  for (const [index, step] of [...crowdOf(run), ...run.steps].entries()) {
    try {
      await life.step(step);
      await look(life, { afterAdmit: step.do === 'admit' });
      if (step.do === 'burst') await expectStats(life);
    } catch (error) {
      const { message } = error as Error;
      throw new Error(`step ${index}, ${step.do}: ${message}`, { cause: error });
    }
  }
  await serveAll(life);
  await expectStats(life);
  await expectSound(life);
}

const crowdOf = ({ crowd }: Run): Step[] =>
  Array.from({ length: crowd }, (_, user) => ({
    ...ACT,
    do: 'join',
    user,
    server: user % SERVERS,
  }));

/** With all the room there is, everybody who still waits is served. */
async function serveAll(life: Life): Promise<void> {
  const room = { maxActive: 1_000, admitPerMinute: 1_000, paused: false, opensIn: -1 };
  await life.configure(room);
  for (const step of ['admit', 'publish', 'admit'] as const) {
    await life.step({ ...ACT, do: step });
    await look(life, { afterAdmit: step === 'admit' });
  }
  const { now } = life.house;
  const left = [...life.model.in('PREQUEUE', now), ...life.model.in('WAITING', now)];
  expect(left).toEqual([]);
}

test(
  'several servers over one database do what the model says, whatever comes',
  { timeout: 600_000 },
  () =>
    holds(
      { file: 'apps/server/test/queue-model/queue-model.test.ts', runs: 25, shrinkSeconds: 60 },
      aRun,
      live,
    ),
);
