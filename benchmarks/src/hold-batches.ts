import { withIdempotencyKey } from '@frontrow/domain/kernel/idempotency/idempotency';
import type { QueueCaller } from '@frontrow/domain/queue/token/queue-caller';
import { claimPlaces } from '@frontrow/domain/reservation/claim-places';
import { type Environment, withEnvironment } from './environment.ts';
import { type ConcertFixture, createAdmittedUsers, createConcert } from './fixtures.ts';
import { inParallel, median } from './measure.ts';
import { postgresSeconds } from './postgres-time.ts';

/**
 * Compares holds that share statements (group commit) with holds that each run a statement of their own, with 256 in
 * flight: with and without idempotency keys, and of one seat that somebody has. Each round runs everything, so that a
 * change of the machine's speed affects all alike.
 */
const HOLDS = 2_000;
/** Measured rounds; one more runs before them and does not count. */
const ROUNDS = 5;
const IN_FLIGHT = 256;

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

interface Measured {
  /** Holds a second. */
  speed: number;
  /** Microseconds of processor time a hold, of this process and of Postgres. */
  node: number;
  postgres: number;
}

async function measure(environment: Environment, way: Way, kind: Kind): Promise<Measured> {
  const concert = await createConcert(environment, HOLDS);
  const users = await createAdmittedUsers(environment, concert, HOLDS);
  const [, other] = concert.seatIds;
  const call = (n: number) => {
    const user = users[n];
    const seatId = kind === 'one taken seat' ? other : concert.seatIds[n];
    if (!user || !seatId) throw new Error('there are too few users or seats');
    const key = kind === 'with keys' ? `key-${n}-of-the-bench` : undefined;
    return way(environment, { ...concert, user, seatId, key });
  };
  const lose = (n: number) => call(n).catch(() => {});
  if (kind === 'one taken seat') await call(0);
  const node = process.cpuUsage();
  const postgres = await postgresSeconds(environment);
  const speed = await inParallel(HOLDS, kind === 'one taken seat' ? lose : call, IN_FLIGHT);
  const { user, system } = process.cpuUsage(node);
  const seconds = (await postgresSeconds(environment)) - postgres;
  return { speed, node: (user + system) / HOLDS, postgres: (seconds * 1e6) / HOLDS };
}

await withEnvironment(async (environment) => {
  const all = kinds.flatMap((kind) =>
    Object.entries(ways).map(([name, way]) => ({ kind, name, way, rounds: [] as Measured[] })),
  );
  for (let round = 0; round <= ROUNDS; round++) {
    for (const { way, kind, rounds } of all) {
      const measured = await measure(environment, way, kind);
      if (round > 0) rounds.push(measured);
    }
  }
  console.log(
    `Holds a second with ${IN_FLIGHT} in flight, in ${ROUNDS} rounds of ${HOLDS}, sorted:`,
  );
  for (const { kind, name, rounds } of all) {
    const sorted = rounds.map(({ speed }) => Math.round(speed)).sort((a, b) => a - b);
    const [node, postgres] = (['node', 'postgres'] as const).map((which) =>
      median(rounds.map((measured) => measured[which])).toFixed(0),
    );
    console.log(
      `${`${kind}, ${name}`.padEnd(26)} ${sorted.join(' ')}; processor: node ${node}, Postgres ${postgres} us`,
    );
  }
  for (const kind of kinds) {
    const [alone, together] = all.filter((each) => each.kind === kind);
    const ratios = (which: keyof Measured) =>
      median(
        (together?.rounds ?? []).map(
          (each, n) => each[which] / (alone?.rounds[n]?.[which] ?? Number.NaN),
        ),
      ).toFixed(2);
    console.log(
      `${kind}: together ${ratios('speed')} times as fast, Postgres ${ratios('postgres')}`,
    );
  }
});
