import type { ChartRow, Drawing } from '@frontrow/contract/chart/drawing';
import { type Layout, layoutOf, numberAt } from '@frontrow/contract/chart/layout';
import { GET_DRAWING, SEAT_IDS } from '../concert/concert.sql.ts';
import type { DomainContext } from '../kernel/context.ts';
import { row } from '../kernel/database/sql.ts';

/*
 * What never changes about places: the drawing with its layout, and what each place is called. Both are kept for as
 * long as this process runs, within a bound.
 */

const MAX_CHARTS = 500;
/** The ids of 100,000 places take 5 MB. */
const MAX_PERFORMANCES = 50;

export interface KnownChart {
  drawing: Drawing;
  layout: Layout;
  /** What each place is called: its row (empty for a standing place) and its number. */
  names: { row: string; number: number }[];
}

/** The drawings and ids that one process has read. */
export class Charts {
  readonly #charts = new Map<string, Promise<KnownChart>>();
  readonly #ids = new Map<string, Promise<string[]>>();

  chart(ctx: DomainContext, chartId: string): Promise<KnownChart> {
    return remember(this.#charts, { key: chartId, most: MAX_CHARTS }, async () => {
      const { drawing } = await row<{ drawing: Drawing }>(ctx.sql, GET_DRAWING, [chartId]);
      return { drawing, layout: layoutOf(drawing), names: namesOf(drawing) };
    });
  }

  /** The ids of the places of a performance, in order. */
  seatIds(ctx: DomainContext, performanceId: string): Promise<string[]> {
    return remember(this.#ids, { key: performanceId, most: MAX_PERFORMANCES }, async () => {
      const { ids } = await row<{ ids: string[] }>(ctx.sql, SEAT_IDS, [performanceId]);
      return ids;
    });
  }
}

/** Reads what is not known yet, once however many ask. The oldest is forgotten when there are too many. */
function remember<Value>(
  known: Map<string, Promise<Value>>,
  { key, most }: { key: string; most: number },
  read: () => Promise<Value>,
): Promise<Value> {
  const found = known.get(key);
  if (found) return found;
  const reading = read();
  known.set(key, reading);
  reading.catch(() => known.delete(key));
  const [oldest] = known.keys();
  if (known.size > most && oldest !== undefined) known.delete(oldest);
  return reading;
}

const namesOf = ({ sections }: Drawing) =>
  sections.flatMap((section) =>
    section.kind === 'GENERAL'
      ? Array.from({ length: section.capacity }, (_, index) => ({ row: '', number: index + 1 }))
      : section.rows.flatMap(seatsOfRow),
  );

const seatsOfRow = (each: ChartRow) =>
  Array.from({ length: each.count }, (_, index) => ({
    row: each.name,
    number: numberAt(each, index),
  }));
