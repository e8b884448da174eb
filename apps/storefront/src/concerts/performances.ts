import type { ConcertDetails } from './concert-details.ts';

/** What a line about a concert says of its dates. */
export interface DatesSummary {
  first: Date;
  last: Date;
  timezone: string;
  currency: string;
  /** The lowest price of any date; null without seats. */
  priceFrom: number | null;
  priceTo: number | null;
}

/** The dates ahead, else all of them; null without any. */
export function summaryOf({ performances }: ConcertDetails, now: number): DatesSummary | null {
  const scheduled = performances.filter(({ status }) => status === 'SCHEDULED');
  const ahead = scheduled.filter(({ startsAt }) => startsAt.getTime() > now);
  const shown = ahead.length > 0 ? ahead : scheduled;
  const [first, last] = [shown.at(0), shown.at(-1)];
  if (!first || !last) return null;
  const prices = shown.flatMap(({ priceFrom, priceTo }) => [priceFrom, priceTo]);
  const known = prices.filter((price) => price !== null);
  return {
    ...{ first: first.startsAt, last: last.startsAt },
    ...{ timezone: first.timezone, currency: first.currency },
    priceFrom: known.length > 0 ? Math.min(...known) : null,
    priceTo: known.length > 0 ? Math.max(...known) : null,
  };
}
