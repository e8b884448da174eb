import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RehearsalOptions } from '../command.ts';
import { createConcertFixture } from '../concert-fixture.ts';
import { type Environment, withEnvironment } from '../environment.ts';
import { formatTable, formatViolations, PhaseTimer, seconds } from '../report.ts';
import { createBearer, createOperatorBearer, insertUsers } from '../users.ts';
import { WatchClient } from './watch-client.ts';

const CONCURRENCY = 50;
const IDLE_MILLISECONDS = 10_000;
const NOTIFY_TIMEOUT_MILLISECONDS = 30_000;
const MAX_MEBIBYTES = 1_024;
const LIMITS = {
  ...{ maxActive: 10, admitPerMinute: 1_000_000 },
  ...{ activeSeconds: 3_600, claimSeconds: 3_600, pollAfterSeconds: 5 },
};

/** Opens the watches, lets them be, then admits half of them. The exit code. */
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
  const { concertId } = await createConcertFixture(api, sql, {
    seats: 100,
    now: new Date(),
    queue: LIMITS,
  });
  const before = residentMebibytes(server.pid);
  phases.done('preparing');
  const watches = await openAll(environment, { users, concertId, url: server.url });
  phases.done('joining and opening');
  await sleep(IDLE_MILLISECONDS);
  const open = residentMebibytes(server.pid);
  const told = watches.reduce((sum, { tickets }) => sum + tickets, 0);

  const admit = Math.floor(users / 2);
  await api.mutate('admin.configureQueue', { bearer: createOperatorBearer() }, [
    { concertId, maxActive: admit },
  ]);
  const start = performance.now();
  const admitted = () => watches.filter((watch) => watch.admitted).length;
  while (admitted() < admit && performance.now() - start < NOTIFY_TIMEOUT_MILLISECONDS)
    await sleep(20);
  const toldAfter = performance.now() - start;
  const most = peakMebibytes(server.pid);
  const violations: string[] = [];
  if (admitted() < admit) violations.push(`${admitted()} of ${admit} were told of their admission`);
  const cut = watches.filter((watch) => watch.cut).length;
  if (cut > 0) violations.push(`${cut} watches were cut`);
  if (most > MAX_MEBIBYTES) violations.push(`the server took ${most.toFixed(0)} MiB`);
  for (const watch of watches) watch.close();
  print(
    formatTable('Watches on one server', [
      ['open', watches.length],
      ['resident before, MiB', before],
      ['resident with all open, MiB', open],
      ['most resident ever, MiB', most],
      ['a watch, KiB', ((open - before) * 1024) / watches.length],
      ['tickets told until then', told],
      [`${admit} admitted at once, all told after`, seconds(toldAfter)],
      ...phases.lines,
    ]),
  );
  print(formatViolations(violations));
  return violations.length === 0 ? 0 : 1;
}

async function openAll(
  { api, signal }: Environment,
  { users, concertId, url }: { users: number; concertId: string; url: string },
): Promise<WatchClient[]> {
  const watches: WatchClient[] = [];
  let next = 0;
  const work = async () => {
    while (next < users) {
      signal.throwIfAborted();
      const bearer = createBearer(next++);
      const { token } = await api.mutate<{ token: string }>('queue.join', { bearer }, [
        { concertId },
      ]);
      watches.push(await WatchClient.open(url, { bearer, token }));
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, work));
  return watches;
}

const residentMebibytes = (pid: number): number => statusOf(pid, 'VmRSS');
const peakMebibytes = (pid: number): number => statusOf(pid, 'VmHWM');

/** As Linux tells it; NaN elsewhere. */
function statusOf(pid: number, field: string): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]) / 1024;
  } catch {
    return Number.NaN;
  }
}
