/** An amount in minor units as people write it, such as ₩99,000. */
export function formatMoney(amount: number, currency: string, language: string): string {
  const format = new Intl.NumberFormat(language, { style: 'currency', currency });
  return format.format(amount / 10 ** minorDigits(currency));
}

/** How many digits of the currency are minor units: 0 for won, 2 for euros. */
export const minorDigits = (currency: string): number =>
  new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions()
    .maximumFractionDigits ?? 0;
