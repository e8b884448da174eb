import { createHash } from 'node:crypto';
import superjson from 'superjson';
import type { DomainContext } from '../context.ts';
import { row } from '../database/sql.ts';
import { inTransaction, retryingDeadlocks } from '../database/transaction.ts';
import { DomainError } from '../errors.ts';
import { compactAnswer, readAnswer } from './compact-answer.ts';
import { LOOK_UP, STORE, STORE_FIRST, type StoredRow } from './stored-answer.sql.ts';

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

/**
 * What a stored answer is found by beside its user: 128 bits of the hash of procedure and key, as 32 hex digits. The same
 * is computed by a trigger of `idempotency_key`.
 */
export const callOf = ({ procedure, key }: { procedure: string; key: string }): string =>
  createHash('sha256').update(`${procedure} ${key}`).digest('hex').slice(0, HASH_DIGITS);

/** How much of a hash is stored: 128 bits. Only calls of the same user are compared by it. */
const HASH_DIGITS = 32;

/** The stored part of the hash of an input. */
export const storedInput = (inputHash: string): string => inputHash.slice(0, HASH_DIGITS);

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
  const { key } = call;
  if (key === undefined) return retryingDeadlocks(ctx, () => mutate(ctx));
  return inTransaction(ctx, async (tx) => {
    const stored = await lookUp<Answer>(tx, { ...call, key });
    if (stored) return stored.answer;
    const answer = await mutate(tx);
    await storeAnswer(tx, call, answer);
    return answer;
  });
}

async function storeAnswer(
  tx: DomainContext,
  { userId, procedure, key, input }: KeyedCall,
  answer: unknown,
): Promise<void> {
  if (key === undefined) return;
  const inputHash = hashOfInput(input);
  await tx.sql.rows(STORE, storedValues(tx, { userId, procedure, key, inputHash }, answer));
}

/**
 * Stores the answer of a call that has ended, whose input is known by its hash only. Does nothing if a success
 * with the key was stored before.
 */
export async function storeAnswerOf(
  tx: DomainContext,
  { key, ...call }: Omit<KeyedCall, 'input'> & { inputHash: string },
  answer: unknown,
): Promise<void> {
  if (key === undefined) return;
  const values = storedValues(tx, { ...call, key }, answer);
  await tx.sql.rows(STORE_FIRST, [...values, call.procedure, key]);
}

const storedValues = (
  tx: DomainContext,
  { userId, inputHash, ...call }: Omit<KeyedCall, 'input'> & { key: string; inputHash: string },
  answer: unknown,
) => [userId, callOf(call), storedInput(inputHash), compactAnswer(answer), tx.now()];

/** The stored answer of an earlier success with this key, if there is one. */
export async function storedAnswer<Answer>(
  ctx: DomainContext,
  call: KeyedCall,
): Promise<{ answer: Answer } | undefined> {
  const { key } = call;
  if (key === undefined) return undefined;
  return inTransaction(ctx, (tx) => lookUp<Answer>(tx, { ...call, key }));
}

/** Locks before it looks: the look-up has a newer snapshot and sees a call that has just committed. */
async function lookUp<Answer>(
  tx: DomainContext,
  { userId, procedure, key, input }: KeyedCall & { key: string },
): Promise<{ answer: Answer } | undefined> {
  const values = [userId, procedure, key];
  const { locked } = await row<{ locked: boolean }>(tx.sql, LOCK, values);
  const [stored] = await tx.sql.rows<StoredRow>(LOOK_UP, [...values, callOf({ procedure, key })]);
  if (!stored) {
    if (!locked) throw new DomainError('IDEMPOTENCY_IN_PROGRESS');
    return undefined;
  }
  if (stored.input !== storedInput(hashOfInput(input))) {
    throw new DomainError('IDEMPOTENCY_KEY_REUSED');
  }
  return { answer: answerIn<Answer>(stored) };
}

const answerIn = <Answer>({ answer, plain }: StoredRow): Answer =>
  answer
    ? readAnswer<Answer>(answer)
    : superjson.deserialize<Answer>(plain as Parameters<typeof superjson.deserialize>[0]);

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
