import type { Environment } from '../environment.ts';
import { inParallel, median } from '../measure.ts';
import { postgresSeconds } from '../postgres-time.ts';

/*
 * Compares calls that share statements (group commit) with calls that each run a statement of their own, with 256 in
 * flight. Each round runs everything, so that a change of the machine's speed affects all alike.
 */

/** Measured rounds; one more runs before them and does not count. */
const ROUNDS = 5;
const IN_FLIGHT = 256;

export type Way = 'alone' | 'together';
const WAYS: readonly Way[] = ['alone', 'together'];

export interface Kind {
  name: string;
  /** The calls of a round. */
  calls: number;
  /** Makes what the calls of one round need. Returns the call with a number below `calls`. */
  prepare(environment: Environment, way: Way): Promise<(n: number) => Promise<unknown>>;
}

/** Stands for the batches of a context, and lets each call run alone. */
export const NO_BATCHES = { add: async () => null } as never;

interface Measured {
  /** Calls a second. */
  speed: number;
  /** Microseconds of processor time a call, of this process and of Postgres. */
  node: number;
  postgres: number;
}

async function measure(environment: Environment, kind: Kind, way: Way): Promise<Measured> {
  const call = await kind.prepare(environment, way);
  const node = process.cpuUsage();
  const postgres = await postgresSeconds(environment);
  const speed = await inParallel(kind.calls, call, IN_FLIGHT);
  const { user, system } = process.cpuUsage(node);
  const seconds = (await postgresSeconds(environment)) - postgres;
  return { speed, node: (user + system) / kind.calls, postgres: (seconds * 1e6) / kind.calls };
}

/** Measures all kinds in both ways. Returns the figures as lines. */
export async function compareWays(
  environment: Environment,
  kinds: readonly Kind[],
): Promise<string[]> {
  const all = kinds.flatMap((kind) => WAYS.map((way) => ({ kind, way, rounds: [] as Measured[] })));
  for (let round = 0; round <= ROUNDS; round++) {
    for (const { way, kind, rounds } of all) {
      const measured = await measure(environment, kind, way);
      if (round > 0) rounds.push(measured);
    }
  }
  const head = `Calls a second with ${IN_FLIGHT} in flight, in ${ROUNDS} rounds, sorted:`;
  return [head, ...all.map(figuresOf), ...kinds.map((kind) => ratiosOf(kind, all))];
}

interface Rounds {
  kind: Kind;
  way: Way;
  rounds: Measured[];
}

function figuresOf({ kind, way, rounds }: Rounds): string {
  const sorted = rounds.map(({ speed }) => Math.round(speed)).sort((a, b) => a - b);
  const [node, postgres] = (['node', 'postgres'] as const).map((which) =>
    median(rounds.map((measured) => measured[which])).toFixed(0),
  );
  const figures = `${sorted.join(' ')}; processor: node ${node}, Postgres ${postgres} us`;
  return `${`${kind.name}, ${way}`.padEnd(30)} ${figures}`;
}

function ratiosOf(kind: Kind, all: readonly Rounds[]): string {
  const [alone, together] = all.filter((each) => each.kind === kind);
  const ratio = (which: keyof Measured) => {
    const ratios = together?.rounds.map(
      (each, n) => each[which] / (alone?.rounds[n]?.[which] ?? Number.NaN),
    );
    return median(ratios ?? []).toFixed(2);
  };
  const processor = `node ${ratio('node')}, Postgres ${ratio('postgres')}`;
  return `${kind.name}: together ${ratio('speed')} times as fast, processor: ${processor}`;
}
