export interface RefundRow {
  id: string;
  top_up_id: string;
  amount: number;
  currency: string;
  withdrawn: boolean;
  status: 'PENDING' | 'DONE' | 'REFUSED';
  /** How often the provider was asked again. */
  checks: number;
  /** It was written more than a day ago. */
  is_old: boolean;
}

/** Needs r and t. */
const COLUMNS = `r.id, r.top_up_id, r.amount, r.currency, r.withdrawn, r.status, r.checks,
    r.created_at + interval '1 day' <= t.now as is_old`;

const clock = (parameter: string) =>
  `t as materialized (select coalesce(${parameter}::timestamptz, clock_timestamp()) as now)`;

/** $1 id, $2 top-up, $3 amount, $4 currency, $5 whether the balance was debited, $6 now. */
export const INSERT_REFUND = {
  name: 'top-up-refund-insert',
  text: `
    with ${clock('$6')}
    insert into top_up_refund (id, top_up_id, amount, currency, withdrawn, created_at, check_at)
    select $1, $2, $3, $4, $5, t.now, t.now + interval '30 seconds' from t`,
};

/** $1 id, $2 now. */
export const GET_REFUND = {
  name: 'top-up-refund-get',
  text: `with ${clock('$2')} select ${COLUMNS} from top_up_refund r, t where r.id = $1`,
};

/** The refund that the provider was asked for before, which is asked for again. $1 top-up, $2 now. */
export const REPEAT_PENDING_REFUND = {
  name: 'top-up-refund-repeat-pending',
  text: `
    with ${clock('$2')}
    update top_up_refund r set checks = r.checks + 1 from t
    where r.top_up_id = $1 and r.status = 'PENDING' returning ${COLUMNS}`,
};

/** $1 top-up. */
export const IS_BEING_REFUNDED = {
  name: 'top-up-refund-is-pending',
  text: `select r.id from top_up_refund r where r.top_up_id = $1 and r.status = 'PENDING'`,
};

/** No row: it has ended. $1 id, $2 status, $3 now. */
export const END_REFUND = {
  name: 'top-up-refund-end',
  text: `
    with ${clock('$3')}
    update top_up_refund r set status = $2, ended_at = t.now from t
    where r.id = $1 and r.status = 'PENDING' returning ${COLUMNS}`,
};

/** Takes refunds that the provider did not confirm, each for 30 seconds, then 60 and so on. $1 limit, $2 now. */
export const TAKE_REFUNDS = {
  name: 'top-up-refunds-take',
  text: `
    with ${clock('$2')},
    due as materialized (
      select r.id from top_up_refund r, t where r.status = 'PENDING' and r.check_at <= t.now
      order by r.check_at limit $1 for update of r skip locked
    )
    update top_up_refund r set checks = r.checks + 1,
      check_at = t.now + make_interval(secs => least(3600, 30 * power(2, least(r.checks, 10))))
    from due, t where r.id = due.id
    returning r.id`,
};
