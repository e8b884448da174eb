import superjson from 'superjson';
import type { DomainContext } from '../context.ts';
import type { BoundStatement } from '../database/sql.ts';
import type { Transaction } from '../database/transaction.ts';
import { hashOfInput, type KeyedCall, tryLock } from './idempotency.ts';

/*
 * Idempotency for calls that share one transaction: one statement tries all locks, and one stores all answers. Each
 * call of the batch is one of another user, so no two have the same key: the transaction would get a lock twice.
 */

export type CallWithKey = KeyedCall & { key: string };

export const hasKey = (call: KeyedCall): call is CallWithKey => call.key !== undefined;

const LOCK_KEYS = {
  name: 'idempotency-lock-batch',
  text: `
    select ${tryLock('call.user_id', 'call.procedure', 'call.key')} as locked
    from unnest($1::text[], $2::text[], $3::text[]) with ordinality as call(user_id, procedure, key, n)
    order by n`,
};

const STORE_ALL = {
  name: 'idempotency-store-batch',
  text: `
    insert into idempotency_key (user_id, procedure, key, input_hash, answer, created_at)
    select user_id, procedure, key, input_hash, answer::jsonb, coalesce($6::timestamptz, clock_timestamp())
    from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[])
      as call(user_id, procedure, key, input_hash, answer)`,
};

/**
 * A lateral join that has a row if a call has a stored answer, also one of other input.
 *
 * @param call the table with the call's user, procedure and key
 */
export const STORED_OF = (call: string) => `
  left join lateral (
    select true as found from idempotency_key
    where user_id = ${call}.user_id and procedure = ${call}.procedure and key = ${call}.key offset 0
  ) as stored on true`;

export interface Locked {
  locked: boolean;
}

/** Tries the locks; returns a row `Locked` for each call. Look-ups come in a later statement, which sees more. */
export const lockKeys = (calls: readonly CallWithKey[]): BoundStatement => ({
  statement: LOCK_KEYS,
  values: columnsOf(calls),
});

/** Stores the answers of the calls and commits, in one round trip. */
export async function storeAndCommit(
  ctx: DomainContext,
  transaction: Transaction,
  answered: readonly { call: CallWithKey; answer: unknown }[],
): Promise<void> {
  const calls = answered.map(({ call }) => call);
  await transaction.rowsAndCommit(STORE_ALL, [
    ...columnsOf(calls),
    calls.map(({ input }) => hashOfInput(input)),
    answered.map(({ answer }) => JSON.stringify(superjson.serialize(answer))),
    ctx.now(),
  ]);
}

const columnsOf = (calls: readonly CallWithKey[]) => [
  calls.map(({ userId }) => userId),
  calls.map(({ procedure }) => procedure),
  calls.map(({ key }) => key),
];
