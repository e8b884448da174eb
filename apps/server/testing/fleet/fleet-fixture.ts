import { cloneDatabase } from '@frontrow/database/testing/database';
import pg from 'pg';
import { Fleet, type Headers } from './fleet.ts';
import { FLEET_SIZE, MAX_VISITORS } from './plan.ts';

/** Server processes, their database, and the signed-in users of all sales. */
export interface FleetFixture {
  fleet: Fleet;
  pool: pg.Pool;
  operator: Headers;
  /** Keeps a server busy with joins; takes no part in the sale. */
  loadUser: Headers;
  visitors: Headers[];
  close(): Promise<void>;
}

export async function startFleetFixture(): Promise<FleetFixture> {
  const database = await cloneDatabase();
  const fleet = await Fleet.start(database.url, FLEET_SIZE);
  const signIn = async (name: string, role?: 'operator'): Promise<Headers> => {
    const { accessToken } = await fleet.callUntilAnswered({}, (client, options) =>
      client.session.devSignIn.mutate({ name, role }, options),
    );
    return { authorization: `Bearer ${accessToken}` };
  };
  const visitors: Headers[] = [];
  for (let n = 0; n < MAX_VISITORS; n++) visitors.push(await signIn(`visitor ${n}`));
  const operator = await signIn('operator', 'operator');
  const loadUser = await signIn('load user');
  const pool = new pg.Pool({ connectionString: database.url, max: 2 });
  return {
    fleet,
    pool,
    operator,
    loadUser,
    visitors,
    async close() {
      await fleet.stop();
      await pool.end();
      await database.drop();
    },
  };
}
