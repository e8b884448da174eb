import type { ConcertInList } from './concert-details.ts';

/**
 * Whether tickets of a concert are on sale. `OPEN` leaves open whether any are left: that is told in the line.
 * `OVER`: the sale has closed, or no date lies ahead.
 */
export type SaleState = 'SOON' | 'OPEN' | 'OVER';

/** @param now milliseconds by the server's clock */
export function saleStateOf(
  {
    salesOpenAt,
    salesCloseAt,
    onSale,
  }: Pick<ConcertInList, 'salesOpenAt' | 'salesCloseAt' | 'onSale'>,
  now: number,
): SaleState {
  if (salesCloseAt && salesCloseAt.getTime() <= now) return 'OVER';
  if (salesOpenAt && salesOpenAt.getTime() > now) return 'SOON';
  // The answer may be older than the opening.
  const openedSince = salesOpenAt !== null && now - salesOpenAt.getTime() < 10_000;
  return onSale || openedSince ? 'OPEN' : 'OVER';
}
