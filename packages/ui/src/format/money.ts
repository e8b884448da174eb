/** Creating one takes longer than using it a thousand times. */
const formats = new Map<string, Intl.NumberFormat>();

function formatOf(currency: string, language: string): Intl.NumberFormat {
  const key = `${language} ${currency}`;
  const format =
    formats.get(key) ?? new Intl.NumberFormat(language, { style: 'currency', currency });
  formats.set(key, format);
  return format;
}

/** An amount in minor units as people write it, such as ₩99,000. */
export const formatMoney = (amount: number, currency: string, language: string): string =>
  formatOf(currency, language).format(amount / 10 ** minorDigits(currency));

/** How many digits of the currency are minor units: 0 for won, 2 for euros. */
export const minorDigits = (currency: string): number =>
  formatOf(currency, 'en').resolvedOptions().maximumFractionDigits ?? 0;
