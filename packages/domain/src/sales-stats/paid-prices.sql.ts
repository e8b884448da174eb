import { CHANGED_PLACES } from '../seating/snapshot.sql.ts';

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

/** The changed places with their prices now. $1 and $2 as in CHANGED_PLACES. */
export const CHANGED_PAID_PRICES = {
  name: 'paid-prices-changed',
  text: `
    with ${CHANGED_PLACES}
    select snapshot.seen, s.performance_id, s.place, sold.price
    from (select pg_current_snapshot()::text as seen) as snapshot
      left join (changed join seat s using (performance_id, place)
        left join reservation_seat sold on s.sold and sold.reservation_id = s.reservation_id
          and sold.seat_id = s.id) on true`,
};
