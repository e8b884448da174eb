import type { DomainContext } from '../kernel/context.ts';
import { DomainError, unavailable } from '../kernel/errors.ts';
import { type PaymentProvider, ProviderRefusal } from '../kernel/payment-provider.ts';

/** @throws TOPUP_UNAVAILABLE if this deployment has no payment provider */
export function requireProvider({ provider, settings }: DomainContext): PaymentProvider {
  if (settings.topUp !== 'provider' || !provider) throw new DomainError('TOPUP_UNAVAILABLE');
  return provider;
}

/**
 * Calls the provider, for `providerSeconds` at most. It must not run inside a transaction, which would keep its locks
 * for that time.
 *
 * @throws ProviderRefusal, and what the adapter throws if the provider did not answer
 */
export async function askProvider<Answer>(
  ctx: DomainContext,
  call: string,
  ask: (provider: PaymentProvider, signal: AbortSignal) => Promise<Answer>,
): Promise<Answer> {
  if (!ctx.pool) throw new Error(`the payment provider is asked inside a transaction: ${call}`);
  const { provider } = ctx;
  if (!provider) throw new DomainError('TOPUP_UNAVAILABLE');
  const start = performance.now();
  const report = (outcome: 'ok' | 'refused' | 'failed') =>
    ctx.onProviderCall({ call, outcome, seconds: (performance.now() - start) / 1000 });
  const limit = timeLimit(call, ctx.providerSeconds);
  try {
    const answer = await Promise.race([ask(provider, limit.signal), limit.over]);
    report('ok');
    return answer;
  } catch (error) {
    report(error instanceof ProviderRefusal ? 'refused' : 'failed');
    throw error;
  } finally {
    limit.end();
  }
}

/** An adapter may not look at its signal, so the limit also rejects by itself. */
function timeLimit(call: string, seconds: number) {
  const controller = new AbortController();
  let end = () => {};
  const over = new Promise<never>((_, reject) => {
    const timer = setTimeout(() => {
      const error = new Error(
        `the payment provider did not answer within ${seconds} seconds: ${call}`,
      );
      controller.abort(error);
      reject(error);
    }, seconds * 1000);
    end = () => clearTimeout(timer);
  });
  over.catch(() => {});
  return { signal: controller.signal, over, end: () => end() };
}

/**
 * What a call is answered with when the provider was of no help. A refusal of the request itself, such as a
 * wrong key of its API, is a fault of the deployment and not the customer's.
 */
export function providerFault(error: unknown): Error {
  if (error instanceof DomainError) return error;
  if (!(error instanceof ProviderRefusal)) return unavailable(error, 'UNKNOWN');
  return error.reason === 'declined'
    ? new DomainError('TOPUP_DECLINED')
    : unavailable(error, 'NOT_DONE');
}

/** What a call is answered with that is carried on later, because the provider was of no help. */
export const notKnown = (error: unknown): Error =>
  error instanceof DomainError ? error : unavailable(error, 'UNKNOWN');
