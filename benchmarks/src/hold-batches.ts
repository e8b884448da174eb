import { readdirSync, readFileSync } from 'node:fs';
import { withIdempotencyKey } from '@frontrow/domain/kernel/idempotency/idempotency';
import type { QueueCaller } from '@frontrow/domain/queue/token/queue-caller';
import { claimPlaces } from '@frontrow/domain/reservation/claim-places';
import { type Environment, withEnvironment } from './environment.ts';
import { type ConcertFixture, createAdmittedUsers, createConcert } from './fixtures.ts';
import { inParallel, median } from './measure.ts';

/**
 * Compares holds that share statements (group commit) with holds that each run a statement of their own, with 256 in
 * flight: with and without idempotency keys, and of one seat that somebody has. Each round runs everything, so that a
 * change of the machine's speed affects all alike.
 */
const HOLDS = Number(process.env.HOLDS ?? 2_000);
/** Measured rounds; one more runs before them and does not count. */
const ROUNDS = Number(process.env.ROUNDS ?? 5);
const IN_FLIGHT = Number(process.env.IN_FLIGHT ?? 256);

interface Hold extends ConcertFixture {
  user: QueueCaller;
  seatId: string;
  key: string | undefined;
}

type Way = (environment: Environment, hold: Hold) => Promise<unknown>;

const alone: Way = ({ ctx }, { user: { claims }, performanceId, seatId, key }) => {
  const input = { performanceId, seatIds: [seatId] };
  const call = { userId: claims.userId, procedure: 'reservation.hold', key, input };
  const none = { places: [], chosen: [], replaces: undefined, orphans: true, failed: null };
  return withIdempotencyKey(ctx, call, (tx) => claimPlaces(tx, claims, { ...input, ...none }));
};

const together: Way = ({ services }, { user, performanceId, seatId, key: idempotencyKey }) =>
  services.reservation.hold(user, { performanceId, seatIds: [seatId], idempotencyKey });

const ways: Record<string, Way> = { alone, together };
const kinds = ['without keys', 'with keys', 'one taken seat'] as const;
type Kind = (typeof kinds)[number];

/** The processor time that the processes of Postgres have used, those that have ended included, in seconds. */
function postgresSeconds(): number {
  let ticks = 0;
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      if (!stat.includes('(postgres)')) continue;
      const environment = readFileSync(`/proc/${pid}/cmdline`, 'utf8') + stat;
      if (!environment) continue;
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      ticks += Number(fields[11]) + Number(fields[12]);
    } catch {
      // It has ended meanwhile.
    }
  }
  return ticks / 100;
}

async function measure(environment: Environment, way: Way, kind: Kind) {
  const concert = await createConcert(environment, HOLDS);
  const users = await createAdmittedUsers(environment, concert, HOLDS);
  const [, other] = concert.seatIds;
  const before = process.cpuUsage();
  const start = performance.now();
  const speed = await inParallel(
    HOLDS,
    async (n) => {
      const user = users[n];
      const seatId = kind === 'one taken seat' ? other : concert.seatIds[n];
      if (!user || !seatId) return;
      const key = kind === 'with keys' ? `key-${n}-of-the-bench` : undefined;
      const call = way(environment, { ...concert, user, seatId, key });
      await (kind === 'one taken seat' ? call.catch(() => {}) : call);
    },
    IN_FLIGHT,
  );
  const { user, system } = process.cpuUsage(before);
  return { speed, node: (user + system) / HOLDS, wall: performance.now() - start };
}

await withEnvironment(async (environment) => {
  const speeds = new Map<string, number[]>();
  const cpu = new Map<string, number[]>();
  for (let round = 0; round <= ROUNDS; round++) {
    for (const kind of kinds) {
      for (const [name, way] of Object.entries(ways)) {
        const { speed, node } = await measure(environment, way, kind);
        if (round === 0) continue;
        const id = `${kind}, ${name}`;
        speeds.set(id, [...(speeds.get(id) ?? []), speed]);
        cpu.set(id, [...(cpu.get(id) ?? []), node]);
      }
    }
  }
  console.log(postgresSeconds() > 0 ? '' : '');
  for (const kind of kinds) {
    const [one = [], all = []] = Object.keys(ways).map((name) => speeds.get(`${kind}, ${name}`));
    const ratios = all.map((speed, round) => speed / (one[round] ?? Number.NaN));
    for (const name of Object.keys(ways)) {
      const id = `${kind}, ${name}`;
      const sorted = (speeds.get(id) ?? []).map(Math.round).sort((a, b) => a - b);
      console.log(id.padEnd(28), sorted.join(' '), `node ${median(cpu.get(id) ?? []).toFixed(0)} us`);
    }
    console.log(`${kind}: ${median(ratios).toFixed(2)} times`);
  }
});
