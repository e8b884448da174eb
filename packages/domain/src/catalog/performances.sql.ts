import { AVAILABLE } from '../concert/concert.sql.ts';

export interface AdminPerformanceRow {
  id: string;
  concert_id: string;
  starts_at: Date;
  timezone: string;
  status: 'SCHEDULED' | 'CANCELLED';
  cancelled_at: Date | null;
  cancel_reason: string | null;
  chart_id: string;
  orphan_rule: 'off' | 'refuse';
  seats_total: number;
  available: number;
  sold: number;
  blocked: number;
  sections: {
    id: string;
    name: string;
    category: string;
    kind: 'SEATED' | 'GENERAL';
    places: number;
    price: number;
  }[];
}

/** The earliest first. $1 concert or null, $2 performance or null, $3 now. */
export const LIST_PERFORMANCES = {
  name: 'catalog-performances',
  text: `
    with t as materialized (select coalesce($3::timestamptz, clock_timestamp()) as now)
    select p.id, p.concert_id, p.starts_at, p.timezone, p.status, p.cancelled_at, p.cancel_reason,
      p.chart_id, p.orphan_rule, p.seats_total, counts.available, counts.sold, counts.blocked,
      (select coalesce(json_agg(json_build_object('id', section.id, 'name', section.name,
          'category', section.category, 'kind', section.kind, 'places', section.places, 'price', section.price)
        order by section.position), '[]') from section where section.performance_id = p.id) as sections
    from t cross join performance p cross join lateral (
      select count(*) filter (where ${AVAILABLE}) as available, count(*) filter (where s.sold) as sold,
        count(*) filter (where s.blocked) as blocked
      from seat s where s.performance_id = p.id
    ) counts
    where ($1::uuid is null or p.concert_id = $1) and ($2::uuid is null or p.id = $2)
    order by p.starts_at, p.id`,
};

/** Changes what is not null. $1 performance, $2 start, $3 time zone, $4 orphan rule. */
export const UPDATE_PERFORMANCE = {
  name: 'catalog-performance-update',
  text: `
    update performance set starts_at = coalesce($2, starts_at), timezone = coalesce($3, timezone),
      orphan_rule = coalesce($4, orphan_rule),
      prices_version = prices_version + case when $4 <> orphan_rule then 1 else 0 end
    where id = $1`,
};

/**
 * Gives sections new prices, and the performance a version of its prices, by which a hold that waited for locks
 * sees that they have changed. $1 performance, $2 section ids, $3 prices in the same order.
 */
export const UPDATE_PRICES = {
  name: 'catalog-prices-update',
  text: `
    with changed as (
      update section set price = given.price
      from unnest($2::uuid[], $3::bigint[]) as given(id, price)
      where section.id = given.id and section.performance_id = $1 and section.price <> given.price
      returning section.id
    )
    update performance set prices_version = prices_version + 1
    where id = $1 and exists (select from changed)`,
};
