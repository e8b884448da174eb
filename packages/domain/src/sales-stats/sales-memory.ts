import type { SeatingContext } from '../seating/seating-context.ts';
import { CountedMinutes } from './minute-counts.ts';
import { PaidPrices } from './paid-prices.ts';

/** What one process keeps in memory about sales. */
export interface SalesMemory {
  minutes: CountedMinutes;
  paidPrices: PaidPrices;
}

export interface SalesContext extends SeatingContext {
  sales: SalesMemory;
}

export const createSalesMemory = (): SalesMemory => ({
  minutes: new CountedMinutes(),
  paidPrices: new PaidPrices(),
});
