import { readJson, writeJson } from '@frontrow/pages/browser/browser-storage.ts';

const keyOf = (chartId: string) => `frontrow-prices-${chartId}`;

/**
 * Keeps the prices that were typed while a chart was drawn, in minor units by category, on this device: a chart has no
 * prices, a date has them, and its form begins with these.
 */
export const keepPrices = (chartId: string, prices: Record<string, number>): void =>
  writeJson(localStorage, keyOf(chartId), prices);

/** The prices that were kept for a chart on this device. */
export const keptPrices = (chartId: string): Record<string, number> =>
  readJson<Record<string, number>>(localStorage, keyOf(chartId)) ?? {};
