import { createHash } from 'node:crypto';
import superjson from 'superjson';
import type { DomainContext } from '../context.ts';
import { row } from '../database/sql.ts';
import { inTransaction, retryingDeadlocks } from '../database/transaction.ts';
import { DomainError } from '../errors.ts';

/** A call with an idempotency key. */
export interface KeyedCall {
  userId: string;
  /** The API's name of it, such as `reservation.hold`. */
  procedure: string;
  key: string | undefined;
  /** The input without the key. */
  input: object;
}

/** Tries the advisory lock of a call. The arguments are expressions of its user, procedure and key. */
export const tryLock = (user: string, procedure: string, key: string) => `
  pg_try_advisory_xact_lock(
    hashtextextended(${user}::text || ' ' || ${procedure}::text || ' ' || ${key}::text, 0))`;

const LOCK = {
  name: 'idempotency-lock',
  text: `select ${tryLock('$1', '$2', '$3')} as locked`,
};

const LOOK_UP = {
  name: 'idempotency-look-up',
  text: `
    select input_hash, answer from idempotency_key
    where user_id = $1 and procedure = $2 and key = $3`,
};

const STORE = {
  name: 'idempotency-store',
  text: `
    insert into idempotency_key (user_id, procedure, key, input_hash, answer, created_at)
    values ($1, $2, $3, $4, $5, coalesce($6::timestamptz, clock_timestamp()))`,
};

const STORE_FIRST = {
  name: 'idempotency-store-first',
  text: `${STORE.text} on conflict do nothing`,
};

/**
 * Runs a mutation once per user, procedure and key. The answer is stored in the same transaction as the
 * effect, so neither exists without the other. Failures are not stored. A transaction-level advisory
 * lock marks a call that still runs; it ends with the transaction, also when the process dies.
 *
 * @throws IDEMPOTENCY_KEY_REUSED, IDEMPOTENCY_IN_PROGRESS, and what the mutation throws
 */
export async function withIdempotencyKey<Ctx extends DomainContext, Answer>(
  ctx: Ctx,
  call: KeyedCall,
  mutate: (ctx: Ctx) => Promise<Answer>,
): Promise<Answer> {
  if (call.key === undefined) return retryingDeadlocks(ctx, () => mutate(ctx));
  return inTransaction(ctx, async (tx) => {
    const stored = await lookUp<Answer>(tx, call);
    if (stored) return stored.answer;
    const answer = await mutate(tx);
    await storeAnswer(tx, call, answer);
    return answer;
  });
}

async function storeAnswer(tx: DomainContext, { input, ...call }: KeyedCall, answer: unknown) {
  if (call.key === undefined) return;
  await tx.sql.rows(STORE, storedValues(tx, { ...call, inputHash: hashOfInput(input) }, answer));
}

/**
 * Stores the answer of a call that has ended, whose input is known by its hash only. Does nothing if a success
 * with the key was stored before.
 */
export async function storeAnswerOf(
  tx: DomainContext,
  call: Omit<KeyedCall, 'input'> & { inputHash: string },
  answer: unknown,
): Promise<void> {
  if (call.key === undefined) return;
  await tx.sql.rows(STORE_FIRST, storedValues(tx, call, answer));
}

const storedValues = (
  tx: DomainContext,
  { userId, procedure, key, inputHash }: Omit<KeyedCall, 'input'> & { inputHash: string },
  answer: unknown,
) => [userId, procedure, key, inputHash, superjson.serialize(answer), tx.now()];

/** The stored answer of an earlier success with this key, if there is one. */
export async function storedAnswer<Answer>(
  ctx: DomainContext,
  call: KeyedCall,
): Promise<{ answer: Answer } | undefined> {
  if (call.key === undefined) return undefined;
  return inTransaction(ctx, (tx) => lookUp<Answer>(tx, call));
}

/** Locks before it looks: the look-up has a newer snapshot and sees a call that has just committed. */
async function lookUp<Answer>(
  tx: DomainContext,
  { userId, procedure, key, input }: KeyedCall,
): Promise<{ answer: Answer } | undefined> {
  const values = [userId, procedure, key];
  const { locked } = await row<{ locked: boolean }>(tx.sql, LOCK, values);
  const [stored] = await tx.sql.rows<{
    input_hash: string;
    answer: Parameters<typeof superjson.deserialize>[0];
  }>(LOOK_UP, values);
  if (!stored) {
    if (!locked) throw new DomainError('IDEMPOTENCY_IN_PROGRESS');
    return undefined;
  }
  if (stored.input_hash !== hashOfInput(input)) throw new DomainError('IDEMPOTENCY_KEY_REUSED');
  return { answer: superjson.deserialize<Answer>(stored.answer) };
}

/** A hash of the input in canonical order, so that the order of its fields does not matter. */
export function hashOfInput(input: object): string {
  const canonical = JSON.stringify(superjson.serialize(withoutUndefined(input)), (_, value) =>
    value && typeof value === 'object' && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
  return createHash('sha256').update(canonical).digest('hex');
}

const withoutUndefined = (input: object) =>
  Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined));
