export interface PaymentRow {
  id: string;
  reservation_id: string;
  user_id: string;
  amount: number;
  balance_after: number;
  status: 'PAID' | 'REFUNDED';
  paid_at: Date;
  refunded_at: Date | null;
}

const PAYMENT_COLUMNS =
  'id, reservation_id, user_id, amount, balance_after, status, paid_at, refunded_at';

/** $1 payment. */
export const GET_PAYMENT = {
  name: 'payment-get',
  text: `select ${PAYMENT_COLUMNS} from payment where id = $1`,
};

/**
 * Newest first. $1 user, $2 concert, $3 performance, $4 reservation, $5 status (each may be null),
 * $6 before this id or null, $7 limit.
 */
export const LIST_PAYMENTS = {
  name: 'payment-list',
  text: `
    select ${PAYMENT_COLUMNS} from payment
    where ($1::uuid is null or user_id = $1) and ($2::uuid is null or concert_id = $2)
      and ($3::uuid is null or performance_id = $3) and ($4::uuid is null or reservation_id = $4)
      and ($5::text is null or status = $5) and ($6::uuid is null or id < $6)
    order by id desc limit $7`,
};

/** Payments of a performance that are not refunded. $1 performance, $2 after this id or null, $3 limit. */
export const PAID_OF_PERFORMANCE = {
  name: 'payments-of-performance',
  text: `
    select id from payment
    where performance_id = $1 and status = 'PAID' and ($2::uuid is null or id > $2)
    order by id limit $3`,
};
