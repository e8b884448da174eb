import type { ErrorCode } from '@frontrow/contract/error-codes';
import { invalidAmount } from '@frontrow/domain/balance/amount';
import { DomainError } from '@frontrow/domain/kernel/errors';
import superjson, { type SuperJSONResult } from 'superjson';
import { decodeInput } from './decode-input.ts';

type RawInput = () => Promise<unknown>;

/**
 * An input that is not decoded yet. tRPC decodes the inputs of a whole batch at once, before any procedure
 * runs; with this, each procedure decodes its own after its rate limit has been asked. It is a function
 * because tRPC copies the properties of an object to add the id of an event stream's last event, which
 * nothing here reads.
 */
type EncodedInput = () => unknown;

const deferred =
  (envelope: unknown): EncodedInput =>
  () =>
    decodeInput(envelope);

/** The answers of calls that have been serialised, until tRPC writes them. */
const serialized = new WeakMap<object, SuperJSONResult>();

/**
 * Serialises the answer of a call while it still is a call, so that a fault is the fault of this call
 * alone, and is logged and counted as such. `transformer` takes the result over.
 *
 * @throws Error for what superjson refuses, such as a property with the name `constructor`
 */
export function serializeAnswer(data: unknown): void {
  if (typeof data === 'object' && data !== null) serialized.set(data, superjson.serialize(data));
}

/** The same for an answer that has only what JSON has: superjson would encode it as itself. */
export function keepPlainAnswer(data: unknown): void {
  if (typeof data === 'object' && data !== null) {
    serialized.set(data, { json: data } as unknown as SuperJSONResult);
  }
}

export const transformer = {
  input: { serialize: superjson.serialize, deserialize: deferred },
  output: {
    serialize: (data: unknown): SuperJSONResult =>
      (typeof data === 'object' && data !== null && serialized.get(data)) ||
      superjson.serialize(data),
    deserialize: superjson.deserialize,
  },
};

/**
 * The input of a call, read and decoded when it is first asked for. An input that was not sent over HTTP
 * is passed on as it is.
 *
 * @param errors the error codes that the procedure declares: with INVALID_AMOUNT among them, a wrong type
 * at the path `amount` is that error
 * @throws VALIDATION_FAILED, INVALID_AMOUNT
 */
export function decodedOnce(getRawInput: RawInput, errors: readonly ErrorCode[] = []): RawInput {
  let decoded: Promise<unknown> | undefined;
  const decode = async () => {
    const raw = await getRawInput();
    if (typeof raw !== 'function') return raw;
    try {
      return (raw as EncodedInput)();
    } catch (error) {
      throw errors.includes('INVALID_AMOUNT') && isAboutAmount(error)
        ? invalidAmount('must be a number')
        : error;
    }
  };
  return () => {
    decoded ??= decode();
    return decoded;
  };
}

function isAboutAmount(error: unknown): boolean {
  if (!(error instanceof DomainError) || error.code !== 'VALIDATION_FAILED') return false;
  const [issue] = error.details.issues as { path: unknown[] }[];
  return issue?.path[0] === 'amount';
}
