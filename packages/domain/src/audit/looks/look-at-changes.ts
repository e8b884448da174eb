import type { DomainContext } from '../../kernel/context.ts';
import { row } from '../../kernel/database/sql.ts';
import { inTransaction } from '../../kernel/database/transaction.ts';
import { CANCELLATION } from '../sales.sql.ts';
import { ENDED } from '../top-up-checks.sql.ts';
import { KINDS, type Kind, RELATED } from './changed-rows.sql.ts';
import { checkUnits } from './check-units.ts';
import { type Finding, Look, type LookOptions } from './look.ts';
import { readChanges } from './read-tables.ts';
import { RecordTimes } from './record/check-record.ts';
import { type PassRow, TIMES_OF_LIMITS, TIMES_OF_PASSES } from './record/record.sql.ts';
import {
  ADD_FINDING,
  BEGIN_ANEW,
  BEGIN_CHANGES,
  type ChangesRow,
  DELETE_FINDINGS,
  DUE_BY_TIME,
  END_CHANGES,
  FINDINGS,
  type FindingRow,
} from './state.sql.ts';
import { Units } from './units.ts';

/** So many ids are kept in memory at most, about 10 MB; then they are checked before more are read. */
const MOST_UNITS = 50_000;
/** The entries whose times are looked up at once. */
const ENTRIES = 5_000;

const DUE = DUE_BY_TIME(CANCELLATION);
type UnitsRow = Partial<Record<Kind, string[]>>;

/**
 * Checks what has changed since the look before: every row that was written by a transaction that had not ended then,
 * whoever wrote it; what the last look found; and what changes by the passage of time alone. Where nothing is known of
 * a look before, it only begins: the whole look is due. Returns how many rows it read.
 */
export async function lookAtChanges(ctx: DomainContext, options: LookOptions): Promise<number> {
  const begun = await row<ChangesRow>(ctx.sql, BEGIN_CHANGES, [ctx.now()]);
  if (begun.since === null) {
    await ctx.sql.rows(BEGIN_ANEW, [ctx.newId()]);
    return 0;
  }
  const look = new Look(ctx, options);
  const changes = new Changes(look);
  const [found = [], due = []] = await look.run<FindingRow | UnitsRow>([
    { statement: FINDINGS, values: [] },
    { statement: DUE, values: [] },
  ]);
  const open = found as FindingRow[];
  changes.addFindings(open);
  changes.units.addAll((due as UnitsRow[])[0] ?? {}, KINDS);
  await readChanges(look, begun.since, async (found) => {
    changes.units.addAll(found, KINDS);
    if (changes.units.size > MOST_UNITS) await changes.check();
  });
  await changes.check();
  await look.passes([ENDED], 'top-up', [null]);
  await options.pace.run(() =>
    inTransaction(ctx, async ({ sql, now }) => {
      await keepFindings({ sql }, look.findings);
      await sql.rows(DELETE_FINDINGS, [open.map(({ id }) => id)]);
      await sql.rows(END_CHANGES, [begun.since, begun.watermark, begun.begun, now()]);
    }),
  );
  return look.rows;
}

export async function keepFindings(
  { sql }: Pick<DomainContext, 'sql'>,
  findings: readonly Finding[],
): Promise<void> {
  for (const { unit, ids, times } of findings) {
    await sql.rows(ADD_FINDING, [unit, ids, times?.first ?? null, times?.last ?? null]);
  }
}

/** What has to be checked because something has changed. */
class Changes {
  readonly units = new Units();
  readonly #look: Look;
  readonly #times = new RecordTimes();

  constructor(look: Look) {
    this.#look = look;
  }

  addFindings(findings: readonly FindingRow[]): void {
    for (const { unit, ids, first_time: first, last_time: last } of findings) {
      const kind = KINDS.find((name) => name === unit);
      if (kind) this.units.add(kind, ids);
      else if (first !== null && last !== null) this.#times.add(ids[0] ?? '', { first, last });
    }
  }

  async check(): Promise<void> {
    const { units } = this;
    const look = this.#look;
    const ids = (['payment', 'topUp', 'chart', 'seat', 'reservation'] as const).map((kind) =>
      units.of(kind),
    );
    if (ids.some(({ length }) => length > 0)) {
      const [related] = await look.read<UnitsRow>(RELATED, ids);
      units.addAll(related ?? {}, KINDS);
    }
    const entries = units.of('entry');
    for (let n = 0; n < entries.length; n += ENTRIES) {
      await this.#addTimes(TIMES_OF_PASSES, entries.slice(n, n + ENTRIES));
    }
    const limits = units.of('limit');
    if (limits.length > 0) await this.#addTimes(TIMES_OF_LIMITS, limits);
    await checkUnits(look, units);
    units.clear();
    await this.#times.check(look);
  }

  async #addTimes(statement: { name: string; text: string }, ids: string[]): Promise<void> {
    for (const { concert_id, ...times } of await this.#look.read<PassRow>(statement, [ids])) {
      this.#times.add(concert_id, times);
    }
  }
}
