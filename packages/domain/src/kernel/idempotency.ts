import { createHash } from 'node:crypto';
import superjson from 'superjson';
import type { DomainContext } from './context.ts';
import { DomainError } from './errors.ts';
import { row } from './sql.ts';
import { inTransaction, retryingDeadlocks } from './transaction.ts';

export interface Idempotent {
  userId: string;
  /** As in the API: `reservation.hold`. */
  procedure: string;
  key: string | undefined;
  /** Without the key itself. */
  input: object;
}

const LOCK = {
  name: 'idempotency-lock',
  text: `
    select pg_try_advisory_xact_lock(
      hashtextextended($1::text || ' ' || $2::text || ' ' || $3::text, 0)) as locked`,
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

/**
 * Runs a mutation once per user, procedure and key. Its answer is stored in the transaction of its
 * effect, so there is never one without the other; failures store nothing. The lock of a running
 * first call ends with its transaction, also when its process dies.
 *
 * @throws IDEMPOTENCY_KEY_REUSED, IDEMPOTENCY_IN_PROGRESS, and what the mutation throws
 */
export async function once<Answer>(
  ctx: DomainContext,
  call: Idempotent,
  mutate: (ctx: DomainContext) => Promise<Answer>,
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

async function storeAnswer(tx: DomainContext, call: Idempotent, answer: unknown): Promise<void> {
  const { userId, procedure, key } = call;
  if (key === undefined) return;
  const values = [userId, procedure, key, hashOf(call.input), superjson.serialize(answer), tx.now];
  await tx.sql.rows(STORE, values);
}

/** The stored answer of an earlier success, if there is one. */
export async function storedAnswer<Answer>(
  ctx: DomainContext,
  call: Idempotent,
): Promise<{ answer: Answer } | undefined> {
  if (call.key === undefined) return undefined;
  return inTransaction(ctx, (tx) => lookUp<Answer>(tx, call));
}

/** Locks first, then looks with a new snapshot: a first call that just committed is seen. */
async function lookUp<Answer>(
  tx: DomainContext,
  { userId, procedure, key, input }: Idempotent,
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
  if (stored.input_hash !== hashOf(input)) throw new DomainError('IDEMPOTENCY_KEY_REUSED');
  return { answer: superjson.deserialize<Answer>(stored.answer) };
}

/** Of the input in canonical order: the order in which a caller wrote its fields does not matter. */
function hashOf(input: object): string {
  const canonical = JSON.stringify(superjson.serialize(withoutUndefined(input)), (_, value) =>
    value && typeof value === 'object' && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
  return createHash('sha256').update(canonical).digest('hex');
}

const withoutUndefined = (input: object) =>
  Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined));
