import type { ActionView, OperatorActionName } from '@frontrow/contract/operations';
import type { Page, PageInput } from '@frontrow/contract/primitives';
import { OperatorAction } from '@frontrow/database/entities/operations';
import type { Caller, DomainContext } from '../kernel/context.ts';
import { pageFrom, uuidCursor } from '../kernel/cursor.ts';
import { readByOrm } from '../kernel/database/unit-of-work.ts';
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

/** The actions of operators, newest first. */
export async function listActions(
  ctx: DomainContext,
  {
    cursor,
    limit,
    operatorId,
    action,
  }: PageInput & { operatorId?: string | undefined; action?: OperatorActionName | undefined },
): Promise<Page<ActionView>> {
  const before = uuidCursor(cursor);
  const wanted = {
    ...(operatorId ? { operator: operatorId } : {}),
    ...(action ? { action } : {}),
    ...(before ? { id: { $lt: before } } : {}),
  };
  const rows = await readByOrm(ctx, (em) =>
    em.find(OperatorAction, wanted, { orderBy: { id: 'desc' }, limit: limit + 1 }),
  );
  return pageFrom(rows, limit, {
    item: (logged) => ({
      id: logged.id,
      operatorId: logged.operator,
      action: logged.action,
      targetId: logged.targetId,
      details: readableDetails(logged.details),
      createdAt: logged.createdAt,
    }),
    cursor: ({ id }) => id,
  });
}
