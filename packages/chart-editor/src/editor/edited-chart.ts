import type { Drawing } from '@frontrow/contract/chart/drawing';

/** A chart with its name and the prices that were given to its categories, in minor units. */
export interface EditedChart {
  name: string;
  chart: Drawing;
  prices: Record<string, number>;
}
