export interface RefundRow {
  id: string;
  top_up_id: string;
  amount: number;
  currency: string;
  withdrawn: boolean;
  status: 'PENDING' | 'DONE' | 'REFUSED';
  checks: number;
}

const COLUMNS = 'id, top_up_id, amount, currency, withdrawn, status, checks';

/** $1 id, $2 top-up, $3 amount, $4 currency, $5 whether the balance was debited, $6 now. */
export const INSERT_REFUND = {
  name: 'top-up-refund-insert',
  text: `
    with t as materialized (select coalesce($6::timestamptz, clock_timestamp()) as now)
    insert into top_up_refund (id, top_up_id, amount, currency, withdrawn, created_at, check_at)
    select $1, $2, $3, $4, $5, t.now, t.now + interval '30 seconds' from t`,
};

/** $1 id. */
export const GET_REFUND = {
  name: 'top-up-refund-get',
  text: `select ${COLUMNS} from top_up_refund where id = $1`,
};

/** $1 top-up. */
export const PENDING_REFUND_OF = {
  name: 'top-up-refund-pending-of',
  text: `select ${COLUMNS} from top_up_refund where top_up_id = $1 and status = 'PENDING'`,
};

/** No row: it has ended. $1 id, $2 status, $3 now. */
export const END_REFUND = {
  name: 'top-up-refund-end',
  text: `
    update top_up_refund set status = $2, ended_at = coalesce($3::timestamptz, clock_timestamp())
    where id = $1 and status = 'PENDING' returning ${COLUMNS}`,
};

/** Takes refunds that the provider did not confirm, each for 30 seconds, then 60 and so on. $1 limit, $2 now. */
export const TAKE_REFUNDS = {
  name: 'top-up-refunds-take',
  text: `
    with t as materialized (select coalesce($2::timestamptz, clock_timestamp()) as now),
    due as materialized (
      select r.id from top_up_refund r, t where r.status = 'PENDING' and r.check_at <= t.now
      order by r.check_at limit $1 for update of r skip locked
    )
    update top_up_refund r set checks = r.checks + 1,
      check_at = t.now + make_interval(secs => least(3600, 30 * power(2, least(r.checks, 10))))
    from due, t where r.id = due.id
    returning r.id`,
};
