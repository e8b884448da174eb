export interface PaidRow {
  /** The transactions that this statement has seen. */
  seen: string;
  /** Of each sold place, in the same order. */
  places: number[];
  prices: number[];
}

/** What each sold place of a performance was paid for. Always returns one row. $1 performance. */
export const LOAD_PAID_PRICES = {
  name: 'paid-prices-load',
  text: `
    select pg_current_snapshot()::text as seen, coalesce(json_agg(s.place), '[]') as places,
      coalesce(json_agg(sold.price), '[]') as prices
    from seat s join reservation_seat sold on sold.reservation_id = s.reservation_id and sold.seat_id = s.id
    where s.performance_id = $1 and s.sold`,
};

/** The first row is there even if nothing changed; its place is null then. */
export interface ChangedPriceRow {
  /** The transactions that this statement has seen. */
  seen: string;
  performance_id: string | null;
  place: number | null;
  /** Null: the place is not sold. */
  price: number | null;
}

/**
 * The places that changed in transactions that an earlier statement had not seen, as they are now, like CHANGED_SEATS
 * of the seat snapshots. $1 performances, $2 for each what was seen.
 */
export const CHANGED_PAID_PRICES = {
  name: 'paid-prices-changed',
  text: `
    with changed as materialized (
      select distinct c.performance_id, changed.place
      from unnest($1::uuid[], $2::text[]) as followed(performance_id, seen)
        join seat_change c on c.performance_id = followed.performance_id
          and c.xid >= pg_snapshot_xmin(followed.seen::pg_snapshot)
          and not pg_visible_in_snapshot(c.xid, followed.seen::pg_snapshot)
        cross join lateral unnest(c.places) as changed(place)
    )
    select snapshot.seen, s.performance_id, s.place, sold.price
    from (select pg_current_snapshot()::text as seen) as snapshot
      left join (changed join seat s using (performance_id, place)
        left join reservation_seat sold on s.sold and sold.reservation_id = s.reservation_id
          and sold.seat_id = s.id) on true`,
};
