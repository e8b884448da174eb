import type { ActionsInput, ActionView, OperatorActionName } from '@frontrow/contract/operations';
import type { Page } from '@frontrow/contract/primitives';
import type { Caller, DomainContext } from '../kernel/context.ts';
import { pageFrom, uuidCursor } from '../kernel/cursor.ts';
import { readableDetails } from './readable-details.ts';

/** $1 id, $2 operator, $3 action, $4 target, $5 details, $6 now. */
const RECORD = {
  name: 'operator-action-record',
  text: `
    insert into operator_action (id, operator_id, action, target_id, details, created_at)
    values ($1, $2, $3, $4, $5, coalesce($6::timestamptz, clock_timestamp()))`,
};

export interface Action {
  action: OperatorActionName;
  targetId: string;
  details?: object;
}

/** Appends an action to the operator log. Must run in the transaction of the action. */
export async function recordAction(
  tx: DomainContext,
  { userId }: Caller,
  { action, targetId, details = {} }: Action,
): Promise<void> {
  const values = [tx.newId(), userId, action, targetId, JSON.stringify(details), tx.now()];
  await tx.sql.rows(RECORD, values);
}

/** $1 operator, $2 action, $3 target, $4 since (each may be null), $5 before this id or null, $6 limit. */
const LIST = {
  name: 'operator-action-list',
  text: `
    select a.id, a.operator_id as "operatorId", u.name as "operatorName", a.action, a.target_id as "targetId",
      a.details, a.created_at as "createdAt"
    from operator_action a join app_user u on u.id = a.operator_id
    where ($1::uuid is null or a.operator_id = $1) and ($2::text is null or a.action = $2)
      and ($3::uuid is null or a.target_id = $3) and ($4::timestamptz is null or a.created_at >= $4)
      and ($5::uuid is null or a.id < $5)
    order by a.id desc limit $6`,
};

/** The actions of operators, newest first. */
export async function listActions(
  ctx: DomainContext,
  { cursor, limit, operatorId, action, targetId, since }: ActionsInput,
): Promise<Page<ActionView>> {
  const filters = [operatorId, action, targetId, since].map((value) => value ?? null);
  const values = [...filters, uuidCursor(cursor), limit + 1];
  const rows = await ctx.sql.rows<ActionView>(LIST, values);
  return pageFrom(rows, limit, {
    item: (logged) => ({ ...logged, details: readableDetails(logged.details) }),
    cursor: ({ id }) => id,
  });
}
