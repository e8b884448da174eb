import { afterAll, beforeAll, test } from 'vitest';
import { type FleetFixture, startFleetFixture } from '../../testing/fleet/fleet-fixture.ts';
import { salePlans } from '../../testing/fleet/plan.ts';
import { runSale } from '../../testing/fleet/sale.ts';
import { checkRuns } from '../../testing/property/check-runs.ts';

let fixture: FleetFixture;
beforeAll(async () => {
  fixture = await startFleetFixture();
});
afterAll(() => fixture.close());

test(
  'server processes that are frozen and killed at random keep one queue, in order and without stalls',
  { timeout: 600_000 },
  () =>
    checkRuns(
      { file: 'apps/server/test/queue-model/many-servers.test.ts', runs: 2, shrinkSeconds: 0 },
      salePlans,
      (plan) => runSale(fixture, plan),
    ),
);
