import { cloneDatabase, type TestDatabase } from '@frontrow/database/testing/database';
import pg from 'pg';
import { afterAll, beforeAll, test } from 'vitest';
import { Fleet, type Headers } from '../../testing/fleet/fleet.ts';
import { aPlan, FLEET } from '../../testing/fleet/plan.ts';
import { play, type Troupe } from '../../testing/fleet/sale.ts';
import { holds } from '../../testing/property/check-runs.ts';

const MOST_VISITORS = 26;

let database: TestDatabase;
let troupe: Troupe;
beforeAll(async () => {
  database = await cloneDatabase();
  const fleet = await Fleet.start(database.url, FLEET);
  const signIn = async (name: string, role?: 'operator'): Promise<Headers> => {
    const { accessToken } = await fleet.insist({}, (client, options) =>
      client.session.devSignIn.mutate({ name, role }, options),
    );
    return { authorization: `Bearer ${accessToken}` };
  };
  const names = Array.from({ length: MOST_VISITORS }, (_, index) => `visitor ${index}`);
  const visitors: Headers[] = [];
  for (const name of names) visitors.push(await signIn(name));
  const pool = new pg.Pool({ connectionString: database.url, max: 2 });
  const operator = await signIn('operator', 'operator');
  troupe = { fleet, pool, operator, knocker: await signIn('knocker'), visitors };
});
afterAll(async () => {
  await troupe.fleet.stop();
  await troupe.pool.end();
  await database.drop();
});

test('real servers, frozen and killed at random, are one fair queue', { timeout: 600_000 }, () =>
  holds(
    { file: 'apps/server/test/queue-model/many-servers.test.ts', runs: 2, shrinkSeconds: 0 },
    aPlan,
    (plan) => play(troupe, plan),
  ),
);
