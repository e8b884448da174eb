import { type Money, ProviderRefusal } from '@frontrow/domain/kernel/payment-provider';

/*
 * Our amounts are in minor units of ISO 4217, Stripe's in units of its own: the same for most currencies.
 * https://docs.stripe.com/currencies
 *
 * `Intl` is no source of digits: Node's says that the Hungarian forint has none, while ISO 4217 and Stripe have two.
 */

/** Three digits in both, but Stripe demands that the last one is 0. */
const THREE_DIGITS = new Set('BHD JOD KWD OMR TND'.split(' '));
/** No digits in ISO 4217; Stripe takes two, which are always `00`. */
const SENT_WITH_TWO_DIGITS = new Set('ISK UGX'.split(' '));
/** Two digits in ISO 4217, none at Stripe. */
const SENT_WITHOUT_DIGITS = new Set(['MGA']);
/** Neither two digits nor known to Stripe, so that nobody can say what an amount would mean there. */
const UNKNOWN = new Set('CLF IQD LYD UYI UYW'.split(' '));

interface StripeMoney {
  /** In Stripe's units. */
  amount: number;
  /** In small letters. */
  currency: string;
}

/**
 * Converts an amount for a request.
 *
 * @throws ProviderRefusal if Stripe cannot take exactly this amount
 */
export function toStripe({ amount, currency }: Money): StripeMoney {
  if (!/^[A-Z]{3}$/.test(currency) || UNKNOWN.has(currency)) {
    throw new ProviderRefusal('rejected', `Stripe takes no payments in ${currency}`);
  }
  const converted = scaled(amount, currency);
  if (!Number.isSafeInteger(converted) || (THREE_DIGITS.has(currency) && converted % 10 !== 0)) {
    throw new ProviderRefusal(
      'rejected',
      `Stripe cannot take ${amount} minor units of ${currency}`,
    );
  }
  return { amount: converted, currency: currency.toLowerCase() };
}

function scaled(amount: number, currency: string): number {
  if (SENT_WITH_TWO_DIGITS.has(currency)) return amount * 100;
  if (SENT_WITHOUT_DIGITS.has(currency)) return amount / 100;
  return amount;
}

/**
 * Converts an amount of an answer or a message; null if it has none. A fraction of our minor unit is cut off: it
 * cannot be paid, and what was paid then differs from what was asked for, which a person looks at.
 */
export function fromStripe(amount: unknown, currency: unknown): Money | null {
  if (typeof currency !== 'string' || !Number.isSafeInteger(amount)) return null;
  const code = currency.toUpperCase();
  const units = amount as number;
  if (SENT_WITH_TWO_DIGITS.has(code)) return { amount: Math.floor(units / 100), currency: code };
  if (SENT_WITHOUT_DIGITS.has(code)) return { amount: units * 100, currency: code };
  return { amount: units, currency: code };
}
