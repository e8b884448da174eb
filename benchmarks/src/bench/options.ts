import { parseArgs } from 'node:util';

export interface BenchOptions {
  /** Small sizes and short samples: to see that everything works, not how fast. */
  quick: boolean;
  /** Rounds that count. */
  rounds: number;
  /** Names of scenarios; empty: all. */
  only: string[];
  /** Whether to write the figures into `benchmarks/history`. */
  save: boolean;
}

const ROUNDS = 5;
const QUICK_ROUNDS = 2;

/**
 * Reads `[--quick] [--only <scenario>…] [--rounds n] [--save]`.
 *
 * @param names the scenarios that exist
 * @throws Error that says what cannot be used
 */
export function parseOptions(args: string[], names: string[]): BenchOptions {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      quick: { type: 'boolean', default: false },
      save: { type: 'boolean', default: false },
      only: { type: 'string', multiple: true, default: [] },
      rounds: { type: 'string' },
    },
  });
  const only = [...values.only, ...positionals].flatMap((names) => names.split(','));
  const unknown = only.filter((name) => !names.includes(name));
  if (unknown.length > 0 || (positionals.length > 0 && values.only.length === 0)) {
    throw new Error(`no scenario ${unknown.join(', ')}: there are ${names.join(', ')}`);
  }
  const rounds = Number(values.rounds ?? (values.quick ? QUICK_ROUNDS : ROUNDS));
  if (!Number.isInteger(rounds) || rounds < 1 || rounds > 100) {
    throw new Error('--rounds takes a number from 1 to 100');
  }
  return { quick: values.quick, save: values.save, only, rounds };
}
