import type { DomainContext } from '../../kernel/context.ts';
import { inTransaction } from '../../kernel/database/transaction.ts';
import { ENDED } from '../top-up-checks.sql.ts';
import { ROOTS } from './changed-rows.sql.ts';
import { checkUnits } from './check-units.ts';
import { Look, type LookOptions } from './look.ts';
import { keepFindings } from './look-at-changes.ts';
import { type ReadBlocks, readTable } from './read-tables.ts';
import { ALL_TIMES, checkRecord } from './record/check-record.ts';
import { BEGIN_WHOLE, END_WHOLE, KEEP_PLACE, type Place, type WholeRow } from './state.sql.ts';
import { Units } from './units.ts';

export interface WholeLookOptions extends LookOptions {
  /** How much time lies between two whole looks. */
  everySeconds: number;
  /** Whether there is time for more. If not, the next call goes on where this one stops. */
  hasTime(): boolean;
}

/**
 * Checks everything, table by table, if that is due; goes on where the call before stopped. What changes meanwhile is
 * seen by the looks at changes. Returns how many rows it read.
 */
export async function wholeLook(
  ctx: DomainContext,
  { everySeconds, hasTime, ...options }: WholeLookOptions,
): Promise<number> {
  const values = [ctx.newId(), everySeconds, ctx.now()];
  const [due] = await ctx.sql.rows<WholeRow>(BEGIN_WHOLE, values);
  if (!due?.place) return 0;
  const look = new Look(ctx, options);
  const { run, place: begin } = due;
  const keep = (place: Place) =>
    options.pace.run(() =>
      inTransaction(ctx, async ({ sql }) => {
        await keepFindings({ sql }, look.findings.splice(0));
        await sql.rows(KEEP_PLACE, [run, JSON.stringify(place)]);
      }),
    );
  for (const [n, table] of ROOTS.entries()) {
    if (n < begin.table) continue;
    const from = n === begin.table ? begin : undefined;
    const isWhole = await readTable(look, { table, from }, async (rows) => {
      await checkBlocks(look, rows);
      await keep({ table: n, block: rows.next, file: rows.file });
      return hasTime();
    });
    if (!isWhole) return look.rows;
  }
  await look.passes([ENDED], 'top-up', [null]);
  await ctx.sql.rows(END_WHOLE, [run, ctx.now()]);
  return look.rows;
}

async function checkBlocks(look: Look, rows: ReadBlocks): Promise<void> {
  const units = new Units();
  units.addAll(rows, ['user', 'reservation', 'seat', 'performance', 'entry', 'concert']);
  await checkUnits(look, units);
  for (const concertId of units.of('concert')) await checkRecord(look, concertId, ALL_TIMES);
}
