import { BENCH_SECRETS, type Environment, withEnvironment } from './environment.ts';
import { createConcert } from './fixtures.ts';
import { bearerOf, queryOf } from './http-load.ts';
import { median } from './measure.ts';
import { RawClient, type RawRequest } from './overload/raw-client.ts';
import { type ServerProcess, startServer } from './server-process.ts';

/**
 * Measures the processor time that a server takes for a call at ordinary load, over HTTP, four calls at a time, and
 * compares it with another version's server, whose folder is the argument. In each round the two take turns. Linux only.
 */
const ROUNDS = 9;
const CALLS = 800;
const AT_ONCE = 4;

async function requestsOf(environment: Environment): Promise<Map<string, RawRequest>> {
  const { services } = environment;
  const { concertId } = await createConcert(environment, 100);
  const operator = await services.session.devSignIn({ name: 'operator', role: 'operator' });
  const by = { userId: operator.id, service: false };
  await services.admin.configureQueue(by, { concertId, maxActive: 0 });
  const { id: userId } = await services.session.devSignIn({ name: 'waiting' });
  const { token } = await services.queue.join({ userId, service: false }, { concertId });
  const authorization = `Bearer ${bearerOf(userId, BENCH_SECRETS.auth)}`;
  const get = (path: string, headers: Record<string, string>): RawRequest => ({
    ...{ method: 'GET', path, headers },
  });
  const charge: RawRequest = {
    ...{ method: 'POST', path: '/trpc/balance.charge', headers: { authorization } },
    body: JSON.stringify({ json: { amount: 1 } }),
  };
  return new Map([
    ['queue.status', get('/trpc/queue.status', { authorization, 'x-queue-token': token })],
    ['session.me', get('/trpc/session.me', { authorization })],
    ['concert.get', get(queryOf('concert.get', { concertId }), {})],
    ['balance.charge', charge],
  ]);
}

/** Microseconds of processor time a call. */
async function costOf(
  server: ServerProcess,
  client: RawClient,
  request: RawRequest,
): Promise<number> {
  const before = server.processorTime();
  let left = CALLS;
  const work = async () => {
    while (left-- > 0) {
      const answer = await client.send(request, 30_000);
      if (answer?.status === 503) left++;
      else if (answer?.status !== 200) throw new Error(`${answer?.status}: ${answer?.body}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return ((server.processorTime() - before) * 1000) / CALLS;
}

await withEnvironment(async (environment) => {
  const requests = await requestsOf(environment);
  const [baseline] = process.argv.slice(2);
  if (!baseline) throw new Error('the folder of the other version is missing');
  const servers = [await startServer(environment, baseline), await startServer(environment)];
  const clients = servers.map(({ url }) => new RawClient(url));
  for (const [name, request] of requests) {
    const costs: [number[], number[]] = [[], []];
    for (let round = 0; round <= ROUNDS; round++) {
      for (const at of round % 2 === 0 ? [0, 1] : [1, 0]) {
        const [server, client] = [servers[at], clients[at]];
        if (!server || !client) continue;
        const cost = await costOf(server, client, request);
        // The first round compiles.
        if (round > 0) costs[at as 0 | 1].push(cost);
      }
    }
    const [before, after] = [median(costs[0]), median(costs[1])];
    const ratio = median(costs[1].map((cost, n) => cost / (costs[0][n] ?? Number.NaN)));
    console.log(
      `${name}: ${before.toFixed(0)} us a call before, ${after.toFixed(0)} us now, ` +
        `${ratio.toFixed(3)} times`,
    );
  }
  for (const client of clients) client.close();
  for (const server of servers) await server.stop();
});
