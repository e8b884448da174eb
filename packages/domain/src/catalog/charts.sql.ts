import type { Drawing } from '@frontrow/contract/chart/drawing';

export interface ChartRow {
  id: string;
  name: string;
  places: number;
  created_at: Date;
}

/** $1 id, $2 name, $3 drawing, $4 places, $5 whether it was drawn from sections, $6 hash, $7 now. */
export const INSERT_CHART = {
  name: 'chart-insert',
  text: `
    insert into chart (id, name, drawing, places, plain, hash, created_at)
    values ($1, $2, $3, $4, $5, $6, coalesce($7::timestamptz, clock_timestamp()))`,
};

/** A chart that was drawn from the same sections. $1 hash. */
export const PLAIN_CHART = {
  name: 'chart-plain',
  text: 'select id from chart where hash = $1 and plain limit 1',
};

/** $1 chart. */
export const GET_CHART = {
  name: 'chart-get',
  text: 'select id, name, places, created_at, drawing from chart where id = $1',
};

export interface ChartWithDrawing extends ChartRow {
  drawing: Drawing;
}

/** Those that operators made, the oldest first. $1 after this id or null, $2 limit. */
export const LIST_CHARTS = {
  name: 'chart-list',
  text: `
    select id, name, places, created_at from chart
    where not plain and ($1::uuid is null or id > $1) order by id limit $2`,
};
