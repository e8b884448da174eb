import { ProviderRefusal } from '@frontrow/domain/kernel/payment-provider';
import Stripe from 'stripe';

/**
 * Answers with a 4xx that leave open what became of the request, or that only say that another one with the same
 * idempotency key is running.
 */
const UNDECIDED = new Set([408, 409, 424, 425]);

/** Code of the only refusal that the port names for refunds. */
const ALREADY_REFUNDED = 'charge_already_refunded';

/** Code of an answer to a request that names something which Stripe does not have. */
export const MISSING = 'resource_missing';

/** A refusal with what Stripe said. */
export class StripeRefusal extends ProviderRefusal {
  readonly statusCode: number | undefined;
  readonly code: string | undefined;

  constructor(message: string, { statusCode, code }: Stripe.errors.StripeError) {
    super(reasonOf(statusCode, code), message);
    this.statusCode = statusCode;
    this.code = code;
  }

  /**
   * Stripe refused the request before it looked for an earlier one with the same idempotency key, so that the
   * earlier one may have been done.
   */
  get isBeforeTheKey(): boolean {
    const { statusCode = 0, code } = this;
    return [401, 403, 429].includes(statusCode) || code === 'rate_limit';
  }
}

/**
 * What to throw for an error of the `stripe` package: a `ProviderRefusal` if Stripe refused the request, else an error
 * that leaves open whether it was done. It says no more than codes and the id by which the request is
 * found in Stripe's dashboard, since Stripe's texts may quote what was sent.
 */
export function failureOf(error: unknown, what: string): unknown {
  if (!(error instanceof Stripe.errors.StripeError)) return error;
  const { statusCode, requestId, code, param, decline_code: declineCode } = error;
  const facts = [
    statusCode && `HTTP ${statusCode}`,
    code ?? error.rawType,
    declineCode,
    param && `parameter ${param}`,
    requestId && `request ${requestId}`,
    causeOf(error),
  ].filter(Boolean);
  const said = facts.join(', ') || error.type;
  if (!refused(error)) {
    return new Error(`Stripe gave no clear answer when asked to ${what}: ${said}`);
  }
  return new StripeRefusal(`Stripe refused to ${what}: ${said}`, error);
}

function refused({ statusCode, rawType }: Stripe.errors.StripeError): boolean {
  if (statusCode === undefined || statusCode < 400 || statusCode > 499) return false;
  // The key was used for a request with other parameters, which may have been done.
  return !UNDECIDED.has(statusCode) && rawType !== 'idempotency_error';
}

function reasonOf(statusCode?: number, code?: string): ProviderRefusal['reason'] {
  if (code === ALREADY_REFUNDED) return 'already-refunded';
  return statusCode === 402 ? 'declined' : 'rejected';
}

/** The system's code of a connection that failed, such as `ECONNREFUSED`; the text of another one. */
function causeOf({ detail }: Stripe.errors.StripeError): string | undefined {
  let cause: unknown = detail;
  while (cause instanceof Error && cause.cause) cause = cause.cause;
  if (!(cause instanceof Error)) return undefined;
  return 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.message;
}
