import type { DomainContext } from '../context.ts';
import type { BoundStatement } from '../database/sql.ts';
import type { Transaction } from '../database/transaction.ts';
import { compactAnswer } from '../idempotency/compact-answer.ts';
import {
  callOf,
  hashOfInput,
  type KeyedCall,
  storedInput,
  tryLock,
} from '../idempotency/idempotency.ts';
import { STORE_ALL } from '../idempotency/stored-answer.sql.ts';

/*
 * Idempotency for calls that share one transaction: one statement tries all locks, and one stores all answers. Each
 * call of the batch is one of another user, so no two have the same key: the transaction would get a lock twice.
 */

export type CallWithKey = KeyedCall & { key: string };

export const hasKey = (call: KeyedCall): call is CallWithKey => call.key !== undefined;

/** What the statement of a batch looks for stored answers by; see STORED_OF. */
export interface KeyOfItem {
  procedure: string;
  /** Null without a key, as `call`. */
  key: string | null;
  call: string | null;
}

export const keyOf = (call: KeyedCall): KeyOfItem => ({
  procedure: call.procedure,
  key: call.key ?? null,
  call: hasKey(call) ? callOf(call) : null,
});

const LOCK_KEYS = {
  name: 'idempotency-lock-batch',
  text: `
    select ${tryLock('call.user_id', 'call.procedure', 'call.key')} as locked
    from unnest($1::text[], $2::text[], $3::text[]) with ordinality as call(user_id, procedure, key, n)
    order by n`,
};

export interface Locked {
  locked: boolean;
}

/** Tries the locks; returns a row `Locked` for each call. Look-ups come in a later statement, which sees more. */
export const lockKeys = (calls: readonly CallWithKey[]): BoundStatement => ({
  statement: LOCK_KEYS,
  values: [
    calls.map(({ userId }) => userId),
    calls.map(({ procedure }) => procedure),
    calls.map(({ key }) => key),
  ],
});

/** Stores the answers of the calls and commits, in one round trip. */
export async function storeAndCommit(
  ctx: DomainContext,
  transaction: Transaction,
  answered: readonly { call: CallWithKey; answer: unknown }[],
): Promise<void> {
  await transaction.rowsAndCommit(STORE_ALL, [
    answered.map(({ call }) => call.userId),
    answered.map(({ call }) => callOf(call)),
    answered.map(({ call }) => storedInput(hashOfInput(call.input))),
    answered.map(({ answer }) => compactAnswer(answer)),
    ctx.now(),
  ]);
}
