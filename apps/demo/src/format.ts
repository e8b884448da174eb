/** Minor units of a currency, as people write it. */
export function money(amount: number, currency: string): string {
  const format = new Intl.NumberFormat('en', {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
  });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 0;
  return format.format(amount / 10 ** digits);
}

/** A moment of an event, on the clocks of its place. */
export const localTime = (time: Date, timeZone: string): string =>
  new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
  }).format(time);

/** A moment of today, on the clock of this machine. */
export const clock = (time: Date): string => time.toLocaleTimeString('en-GB');

export const secondsBetween = (from: Date, to: Date): number =>
  Math.round((to.getTime() - from.getTime()) / 1000);

export const labels = (seats: { label: string }[]): string =>
  seats.map(({ label }) => label).join(', ');

export const sameItems = (some: string[], others: string[]): boolean =>
  some.length === others.length && some.every((item) => others.includes(item));

/** The end of an id is where ids made at the same time differ. */
export const short = (id: string): string => `…${id.slice(-6)}`;
