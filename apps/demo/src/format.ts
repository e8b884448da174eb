/** Formats an amount in minor units with its currency symbol. */
export function money(amount: number, currency: string): string {
  const format = new Intl.NumberFormat('en', {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
  });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 0;
  return format.format(amount / 10 ** digits);
}

/** Formats a time in the time zone of the venue. */
export const localTime = (time: Date, timeZone: string): string =>
  new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
  }).format(time);

/** Formats the time of day in the time zone of this machine. */
export const timeOfDay = (time: Date): string => time.toLocaleTimeString('en-GB');

export const secondsBetween = (from: Date, to: Date): number =>
  Math.round((to.getTime() - from.getTime()) / 1000);

export const labels = (seats: { label: string }[]): string =>
  seats.map(({ label }) => label).join(', ');

export const sameItems = (some: string[], others: string[]): boolean =>
  some.length === others.length && some.every((item) => others.includes(item));

/** The last six characters: ids of the same time (UUID v7) differ only at their end. */
export const shortId = (id: string): string => `…${id.slice(-6)}`;
