import type { DomainContext } from '../../kernel/context.ts';
import type { Pace } from '../../kernel/database/pace.ts';
import type { BoundStatement, Statement } from '../../kernel/database/sql.ts';
import type { AuditCheck, Unit } from '../audit-check.ts';
import { cancelledBy } from '../cancel.ts';
import type { Times } from './units.ts';

/** Something that violated an invariant: the next look checks it again. */
export type Finding =
  | { unit: Unit; ids: string[]; times: null }
  | { unit: 'record'; ids: [concertId: string]; times: Times };

export interface LookOptions {
  pace: Pace;
  signal?: AbortSignal | undefined;
  /** Called with the violations of a check, at most 20 at a time. */
  onViolation(check: string, violations: object[]): void;
}

/** The memory of one step of a statement. What looks read at once fits in, so that nothing is written to files. */
const MEMORY = '32MB';
/** The most seconds of one statement: a user with millions of entries, or a house of the largest size. */
const SECONDS = 60;
const LIMITS = { statement: SECONDS * 1000, idle: 10_000, transaction: 0 };

const SETTINGS = `set local enable_seqscan = off; set local jit = off; set local work_mem = '${MEMORY}'`;

/** One pass of the audit over some rows: runs its statements at the pace, and keeps what it found. */
export class Look {
  readonly #ctx: DomainContext;
  readonly #options: LookOptions;
  readonly findings: Finding[] = [];
  /** How many rows were read to find what to check. */
  rows = 0;

  constructor(ctx: DomainContext, options: LookOptions) {
    this.#ctx = ctx;
    this.#options = options;
  }

  /**
   * Runs statements one after the other in a transaction, each on a snapshot of its own. They use indexes, whatever
   * the statistics say of the tables. Returns the rows of each.
   */
  async run<Row>(statements: readonly BoundStatement[]): Promise<Row[][]> {
    const { pace, signal } = this.#options;
    return pace.run(() =>
      cancelledBy(this.#ctx, { signal, first: SETTINGS, ...LIMITS }, async ({ sql }) => {
        const results: Row[][] = [];
        for (const { statement, values } of statements) {
          signal?.throwIfAborted();
          results.push(await sql.rows<Row>({ ...statement, seconds: SECONDS }, values));
        }
        return results;
      }),
    );
  }

  async read<Row>(statement: Statement, values: readonly unknown[]): Promise<Row[]> {
    return (await this.run<Row>([{ statement, values }]))[0] ?? [];
  }

  /** Runs checks of a unit, or of a part of the record of admissions. Returns whether they found nothing. */
  async passes(
    checks: readonly AuditCheck[],
    unit: Finding['unit'] | 'top-up',
    values: unknown[],
  ): Promise<boolean> {
    const [subject, ...more] = values;
    const statements = checks.map(({ name, text, parameters = 2 }) => ({
      statement: { name: `look ${unit} ${name}`.slice(0, 60), text },
      values: [subject, this.#ctx.now(), ...more].slice(0, parameters),
    }));
    const results = await this.run<object>(statements);
    for (const [n, violations] of results.entries()) {
      if (violations.length > 0) this.#options.onViolation(checks[n]?.name ?? '', violations);
    }
    return results.every(({ length }) => length === 0);
  }
}
