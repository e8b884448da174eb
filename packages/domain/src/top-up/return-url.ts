import type { DomainSettings } from '../kernel/context.ts';
import { validationFailed } from '../kernel/errors.ts';

/**
 * Where a customer returns to from the provider: the given address, or TOPUP_RETURN_URL. Only origins of this
 * deployment are allowed, so that nobody can send a customer from a payment to a page of theirs.
 *
 * @throws VALIDATION_FAILED for an address of another origin
 */
export function returnUrlOf(
  { topUpReturnUrl, returnOrigins }: DomainSettings,
  given: string | undefined,
): string | null {
  if (given === undefined) return topUpReturnUrl;
  const own = topUpReturnUrl === null ? [] : [new URL(topUpReturnUrl).origin];
  if ([...own, ...returnOrigins].includes(new URL(given).origin)) return given;
  throw validationFailed(['returnUrl'], 'must have an origin that this deployment knows');
}

/** The address with the id of the top-up in its query. */
export function withTopUpId(returnUrl: string | null, topUpId: string): string | null {
  if (returnUrl === null) return null;
  const url = new URL(returnUrl);
  url.searchParams.set('topUpId', topUpId);
  return url.href;
}
