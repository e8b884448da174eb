import { authorizationOf, insertUsers } from '../fixtures/people.ts';
import { httpCase, portOf } from '../load/http-way.ts';
import { bytesOf } from '../load/request.ts';
import type { Bench, Prepared, Scenario } from '../scenario.ts';

const PATH = '/trpc/balance.get';
const BALANCE = 50_000;

/** An ordinary query: one user, one row. */
export const query: Scenario = {
  name: 'query',
  about: 'balance.get, a query that needs a statement',

  async prepare(bench: Bench): Promise<Prepared> {
    const userIds = await insertUsers(bench.database.pool, bench.size(10_000, 1_000), BALANCE);
    const requests = userIds.map((userId) =>
      bytesOf({ method: 'GET', path: PATH, headers: { authorization: authorizationOf(userId) } }),
    );
    const server = await bench.startServer();
    const floor = await bench.startHttpFloor();
    const targets = { server: { port: portOf(server.url), pid: server.pid }, floor };
    const body = (text: string) => text.includes(`"amount":${BALANCE}`);
    const name = 'balance.get';
    return {
      cases: [await httpCase(bench, targets, { name, requests, path: PATH, body, bar: 0.2 })],
      server,
    };
  },
};
