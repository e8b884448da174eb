import { arena } from '@frontrow/database/seeds/venues/arena';
import { createHouse } from '../../fixtures.ts';
import { queryOf } from '../../http-load.ts';
import { authorizationOf, insertUsers } from '../fixtures/people.ts';
import { askOnce, httpCase, portOf } from '../load/http-way.ts';
import { bytesOf } from '../load/request.ts';
import type { Bench, Prepared, Scenario } from '../scenario.ts';

const PATH = '/trpc/concert.chart';

/** The drawing of the demo's arena: read once by each buyer, and asked for again by browsers that have it. */
export const chart: Scenario = {
  name: 'chart',
  about:
    "concert.chart of the demo's arena of 18,004 places, compressed, and the 304 of who has it",

  async prepare(bench: Bench): Promise<Prepared> {
    const { performanceId } = await createHouse(bench.database, arena());
    const userIds = await insertUsers(bench.database.pool, bench.size(1_000, 300));
    const server = await bench.startServer();
    const floor = await bench.startHttpFloor();
    const targets = { server: { port: portOf(server.url), pid: server.pid }, floor };
    const asking = (more: Record<string, string>) =>
      userIds.map((userId) => {
        // Signed in, each user has a budget of their own.
        const headers = {
          authorization: authorizationOf(userId),
          'accept-encoding': 'gzip',
          ...more,
        };
        return bytesOf({
          method: 'GET',
          path: queryOf('concert.chart', { performanceId }),
          headers,
        });
      });
    const full = asking({});
    const headers = (await askOnce(targets.server.port, full[0] ?? Buffer.alloc(0))).headers();
    const etag = headers[headers.findIndex((name) => name.toLowerCase() === 'etag') + 1] ?? '';
    const known = { name: 'chart, 304', requests: asking({ 'if-none-match': etag }), bar: 0.7 };
    return {
      cases: [
        await httpCase(bench, targets, { name: 'chart, full', requests: full, path: PATH }),
        await httpCase(bench, targets, { ...known, path: PATH, status: 304 }),
      ],
      server,
    };
  },
};
