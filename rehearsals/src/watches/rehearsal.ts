import { setTimeout as sleep } from 'node:timers/promises';
import type { RehearsalOptions } from '../command.ts';
import { createConcertFixture } from '../concert-fixture.ts';
import { type Environment, withEnvironment } from '../environment.ts';
import { formatTable, formatViolations, PhaseTimer, seconds } from '../report.ts';
import { createBearer, createOperatorBearer, insertUsers } from '../users.ts';
import { peakResidentMebibytes, residentMebibytes } from './process-memory.ts';
import { WatchClient } from './watch-client.ts';

/** Users who join and open their watch at the same time. */
const CONCURRENCY = 50;
/** How long all watches stay open before the memory is read. */
const IDLE_MILLISECONDS = 10_000;
const ADMISSION_TIMEOUT_MILLISECONDS = 30_000;
const MAX_MEBIBYTES = 1_024;
/** `maxActive` admits 10 users at first; the other limits never apply. */
const LIMITS = {
  ...{ maxActive: 10, admitPerMinute: 1_000_000 },
  ...{ activeSeconds: 3_600, claimSeconds: 3_600, pollAfterSeconds: 5 },
};

/** Opens one watch per user on one server, leaves them idle, then admits half of the users at once. */
export async function rehearse({ users, signal, print }: RehearsalOptions): Promise<number> {
  const options = { servers: 1, durable: false, env: {}, connections: CONCURRENCY, signal };
  return withEnvironment(options, (environment) => runWatches(environment, { users, print }));
}

async function runWatches(
  environment: Environment,
  { users, print }: Pick<RehearsalOptions, 'users' | 'print'>,
): Promise<number> {
  const { api, sql, servers } = environment;
  const [server] = servers;
  if (!server) throw new Error('there is no server');
  const phases = new PhaseTimer();
  await insertUsers(sql, users);
  const options = { seats: 100, now: new Date(), queue: LIMITS };
  const { concertId } = await createConcertFixture(api, sql, options);
  const before = residentMebibytes(server.pid);
  phases.end('preparation');
  const watches = await openWatches(environment, { users, concertId, url: server.url });
  phases.end('joins and opening');
  await sleep(IDLE_MILLISECONDS);
  const open = residentMebibytes(server.pid);
  const ticketsWhileIdle = watches.reduce((sum, { tickets }) => sum + tickets, 0);

  const admit = Math.floor(users / 2);
  await api.mutate('admin.configureQueue', { bearer: createOperatorBearer() }, [
    { concertId, maxActive: admit },
  ]);
  const admissionMilliseconds = await waitUntilAdmitted(watches, admit);
  const peak = peakResidentMebibytes(server.pid);
  const violations: string[] = [];
  const admitted = countAdmitted(watches);
  if (admitted < admit) violations.push(`only ${admitted} of ${admit} received their admission`);
  const closed = watches.filter((watch) => watch.closed).length;
  if (closed > 0)
    violations.push(`${closed} watches were closed by the server or a broken connection`);
  if (peak > MAX_MEBIBYTES) {
    violations.push(`the server took ${peak.toFixed(0)} MiB, more than ${MAX_MEBIBYTES}`);
  }
  for (const watch of watches) watch.close();
  print(
    formatTable('Watches on one server', [
      ['open watches', watches.length],
      ['resident memory before, MiB', before],
      ['resident memory with all watches open, MiB', open],
      ['peak resident memory, MiB', peak],
      ['memory for each watch, KiB', ((open - before) * 1024) / watches.length],
      ['tickets received before the admission', ticketsWhileIdle],
      [`time until ${admit} had received their admission`, seconds(admissionMilliseconds)],
      ...phases.rows,
    ]),
  );
  print(formatViolations(violations));
  return violations.length === 0 ? 0 : 1;
}

const countAdmitted = (watches: WatchClient[]): number =>
  watches.filter(({ admitted }) => admitted).length;

/** Returns the milliseconds until `count` watches received their admission, or until the timeout. */
async function waitUntilAdmitted(watches: WatchClient[], count: number): Promise<number> {
  const start = performance.now();
  const elapsed = () => performance.now() - start;
  while (countAdmitted(watches) < count && elapsed() < ADMISSION_TIMEOUT_MILLISECONDS) {
    await sleep(20);
  }
  return elapsed();
}

async function openWatches(
  { api, signal }: Environment,
  { users, concertId, url }: { users: number; concertId: string; url: string },
): Promise<WatchClient[]> {
  const watches: WatchClient[] = [];
  let next = 0;
  const openNext = async () => {
    while (next < users) {
      signal.throwIfAborted();
      const bearer = createBearer(next++);
      const { token } = await api.mutate<{ token: string }>('queue.join', { bearer }, [
        { concertId },
      ]);
      watches.push(await WatchClient.open(url, { bearer, token }));
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, openNext));
  return watches;
}
