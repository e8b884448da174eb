import type { DomainContext } from '../kernel/context.ts';
import { row } from '../kernel/database/sql.ts';
import { validationFailed } from '../kernel/errors.ts';

/** $1 time, $2 now. */
const IS_FUTURE = {
  name: 'catalog-is-future',
  text: 'select $1::timestamptz > coalesce($2::timestamptz, clock_timestamp()) as future',
};

/** Requires that a performance starts in the future. @throws VALIDATION_FAILED */
export async function requireFuture(ctx: DomainContext, startsAt: Date): Promise<void> {
  const { future } = await row<{ future: boolean }>(ctx.sql, IS_FUTURE, [startsAt, ctx.now()]);
  if (!future) throw validationFailed(['startsAt'], 'must be in the future');
}
