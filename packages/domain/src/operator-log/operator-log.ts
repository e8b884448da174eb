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

/** What a list can be restricted by; each stands before the number of its value. */
const CONDITIONS = {
  operatorId: 'a.operator_id = $',
  action: 'a.action = $',
  targetId: 'a.target_id = $',
  since: 'a.created_at >= $',
  before: 'a.id < $',
} as const;
type Condition = keyof typeof CONDITIONS;

/**
 * Only with the conditions that are given: a plan for `$1 is null or …` would read the whole log. $1 limit, then the
 * value of each condition.
 */
export const actionList = (given: readonly Condition[]) => ({
  name: ['operator-action-list', ...given].join('-'),
  text: `
    select a.id, a.operator_id as "operatorId", u.name as "operatorName", a.action, a.target_id as "targetId",
      a.details, a.created_at as "createdAt"
    from operator_action a join app_user u on u.id = a.operator_id
    where ${given.map((name, n) => `${CONDITIONS[name]}${n + 2}`).join(' and ') || 'true'}
    order by a.id desc limit $1`,
});

/** The actions of operators, newest first. */
export async function listActions(
  ctx: DomainContext,
  { cursor, limit, operatorId, action, targetId, since }: ActionsInput,
): Promise<Page<ActionView>> {
  const filters = { operatorId, action, targetId, since, before: uuidCursor(cursor) ?? undefined };
  const names = Object.keys(CONDITIONS) as Condition[];
  const given = names.filter((name) => filters[name] !== undefined);
  const values = [limit + 1, ...given.map((name) => filters[name])];
  const rows = await ctx.sql.rows<ActionView>(actionList(given), values);
  return pageFrom(rows, limit, {
    item: (logged) => ({ ...logged, details: readableDetails(logged.details) }),
    cursor: ({ id }) => id,
  });
}
