import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Rehearsal } from '../command.ts';
import { bearerOf, operatorBearer, writeCrowd } from '../crowd.ts';
import { openHouse } from '../house.ts';
import { Phases, seconds, table, verdictText } from '../report.ts';
import { onStage, type Stage } from '../stage.ts';
import { OpenWatch } from './open-watch.ts';

const AT_ONCE = 50;
const QUIET_MILLISECONDS = 10_000;
const TOLD_MILLISECONDS = 30_000;
const MOST_MEBIBYTES = 1_024;
const LIMITS = {
  ...{ maxActive: 10, admitPerMinute: 1_000_000 },
  ...{ activeSeconds: 3_600, claimSeconds: 3_600, pollAfterSeconds: 5 },
};

/** Opens the watches, lets them be, then admits half of them. The exit code. */
export async function rehearse({ users, signal, print }: Rehearsal): Promise<number> {
  const options = { servers: 1, durable: false, env: {}, connections: AT_ONCE, signal };
  return onStage(options, (stage) => runWatches(stage, { users, print }));
}

async function runWatches(
  stage: Stage,
  { users, print }: Pick<Rehearsal, 'users' | 'print'>,
): Promise<number> {
  const { api, sql, servers } = stage;
  const [server] = servers;
  if (!server) throw new Error('there is no server');
  const phases = new Phases();
  await writeCrowd(sql, users);
  const { concertId } = await openHouse(api, sql, { seats: 100, now: new Date(), queue: LIMITS });
  const before = residentMebibytes(server.pid);
  phases.done('preparing');
  const watches = await openAll(stage, { users, concertId, url: server.url });
  phases.done('joining and opening');
  await sleep(QUIET_MILLISECONDS);
  const open = residentMebibytes(server.pid);
  const told = watches.reduce((sum, { tickets }) => sum + tickets, 0);

  const admit = Math.floor(users / 2);
  await api.mutate('admin.configureQueue', { bearer: operatorBearer() }, [
    { concertId, maxActive: admit },
  ]);
  const start = performance.now();
  const admitted = () => watches.filter((watch) => watch.admitted).length;
  while (admitted() < admit && performance.now() - start < TOLD_MILLISECONDS) await sleep(20);
  const toldAfter = performance.now() - start;
  const most = peakMebibytes(server.pid);
  const violations: string[] = [];
  if (admitted() < admit) violations.push(`${admitted()} of ${admit} were told of their admission`);
  const cut = watches.filter((watch) => watch.cut).length;
  if (cut > 0) violations.push(`${cut} watches were cut`);
  if (most > MOST_MEBIBYTES) violations.push(`the server took ${most.toFixed(0)} MiB`);
  for (const watch of watches) watch.close();
  print(
    table('Watches on one server', [
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
  print(verdictText(violations));
  return violations.length === 0 ? 0 : 1;
}

async function openAll(
  { api, signal }: Stage,
  { users, concertId, url }: { users: number; concertId: string; url: string },
): Promise<OpenWatch[]> {
  const watches: OpenWatch[] = [];
  let next = 0;
  const work = async () => {
    while (next < users) {
      signal.throwIfAborted();
      const bearer = bearerOf(next++);
      const { token } = await api.mutate<{ token: string }>('queue.join', { bearer }, [
        { concertId },
      ]);
      watches.push(await OpenWatch.open(url, { bearer, token }));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
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
