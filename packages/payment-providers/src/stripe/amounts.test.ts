import { ProviderRefusal } from '@frontrow/domain/kernel/payment-provider';
import { describe, expect, test } from 'vitest';
import { fromStripe, toStripe } from './amounts.ts';

describe('amounts in the units of Stripe', () => {
  test.each([
    ['KRW', 5000, 5000],
    ['JPY', 500, 500],
    ['VND', 20_000, 20_000],
    ['XAF', 655, 655],
    ['USD', 1999, 1999],
    ['EUR', 1, 1],
    // Stripe pays these out in whole units, but takes payments in hundredths.
    ['HUF', 104_500, 104_500],
    ['TWD', 80_045, 80_045],
    // Node's Intl says that they have no minor units. ISO 4217 and Stripe say two digits.
    ['COP', 500_050, 500_050],
    ['IDR', 1_000_050, 1_000_050],
    // Whole units that Stripe takes with two digits.
    ['ISK', 5, 500],
    ['UGX', 5, 500],
    // Hundredths that Stripe takes as whole units.
    ['MGA', 100, 1],
    ['BHD', 5120, 5120],
    ['JOD', 10, 10],
    ['KWD', 5120, 5120],
    ['OMR', 5130, 5130],
    ['TND', 5130, 5130],
  ])('%s %d is %d at Stripe', (currency, amount, atStripe) => {
    expect(toStripe({ currency, amount })).toEqual({
      currency: currency.toLowerCase(),
      amount: atStripe,
    });
    expect(fromStripe(atStripe, currency.toLowerCase())).toEqual({ currency, amount });
  });

  test.each([
    ['KWD', 5124],
    ['BHD', 1],
    ['JOD', 999],
    ['OMR', 5],
    ['TND', 15],
    ['MGA', 150],
    ['ISK', Number.MAX_SAFE_INTEGER],
    ['USD', 0.5],
    ['IQD', 1000],
    ['CLF', 1000],
    ['krw', 1000],
    ['', 1000],
  ])('%s %d cannot be taken exactly and is refused', (currency, amount) => {
    expect(() => toStripe({ currency, amount })).toThrow(ProviderRefusal);
  });

  test.each([
    ['a fraction of a krona is cut off', [550, 'isk'], { amount: 5, currency: 'ISK' }],
    ['capital letters are understood', [5, 'KRW'], { amount: 5, currency: 'KRW' }],
    ['no amount is none', [undefined, 'krw'], null],
    ['a text is no amount', ['5', 'krw'], null],
    ['a fraction is no amount', [5.5, 'krw'], null],
    ['no currency is no amount', [5, null], null],
  ])('in an answer, %s', (_name, [amount, currency], expected) => {
    expect(fromStripe(amount, currency)).toEqual(expected);
  });
});
