/** What is known of the money of a top-up that went back, in minor units. */
export interface ReturnedRow {
  /** The sum of all refunds that the provider has told of, ours among them. */
  told: number;
  /** What was lost in disputes. */
  lost: number;
  /** Our own refunds: done, and asked for. */
  done: number;
  pending: number;
}

/** The messages about money that the top-up has had. */
const MESSAGES =
  'select m.message from provider_message m where m.top_up_id = $1 and m.handled_at is not null';

/** $1 top-up, $2 the currency in which it was paid. */
export const RETURNED = {
  name: 'top-up-returned',
  text: `
    with handled as materialized (${MESSAGES}),
    refunds as (
      select max((message #>> '{refunded,amount}')::bigint) as amount from handled
      where message ->> 'kind' = 'refund' and message #>> '{refunded,currency}' = $2
    ),
    disputes as (
      select message ->> 'dispute' as dispute, max((message #>> '{disputed,amount}')::bigint) as amount
      from handled
      where message ->> 'kind' = 'dispute-closed' and (message ->> 'lost')::boolean
        and message #>> '{disputed,currency}' = $2
      group by 1
    )
    select coalesce((select amount from refunds), 0)::bigint as told,
      coalesce((select sum(amount) from disputes), 0)::bigint as lost,
      coalesce(sum(r.amount) filter (where r.status = 'DONE'), 0)::bigint as done,
      coalesce(sum(r.amount) filter (where r.status = 'PENDING'), 0)::bigint as pending
    from top_up_refund r where r.top_up_id = $1`,
};

/** Whether a message has said that a dispute is closed. $1 top-up, $2 dispute. */
export const DISPUTE_CLOSED = {
  name: 'top-up-dispute-closed',
  text: `
    with handled as (${MESSAGES})
    select exists (select from handled
      where message ->> 'kind' = 'dispute-closed' and message ->> 'dispute' = $2) as closed`,
};
