/** The user's entries that wait. $1 user. */
export const WAITING_ENTRIES_OF_USER = {
  name: 'queue-waiting-entries-of-user',
  text: `
    select id, concert_id from queue_entry
    where user_id = $1 and status in ('PREQUEUE', 'WAITING')`,
};

export interface LeftRow {
  /** Tickets that are valid. */
  tickets: number;
  /** Top-ups that are open or in attention. */
  top_ups: number;
}

/** What a user has beside the balance. $1 user. */
export const LEFT = {
  name: 'user-left',
  text: `
    select (select count(*)::int from payment join ticket on ticket.payment_id = payment.id
        where payment.user_id = $1 and ticket.status = 'VALID') as tickets,
      (select count(*)::int from top_up u
        where u.user_id = $1 and (u.status in ('REQUIRES_ACTION', 'PROCESSING') or u.attention is not null))
        as top_ups`,
};

/**
 * Stored answers and addresses of return pages may have what a back end knows of its customer. Open top-ups keep
 * theirs, since the customer may still be at the provider. $1 user.
 */
export const FORGET_ANSWERS = {
  name: 'user-forget-answers',
  text: 'delete from stored_answer where user_id = $1',
};
export const FORGET_OLD_ANSWERS = {
  name: 'user-forget-old-answers',
  text: 'delete from idempotency_key where user_id = $1',
};
export const FORGET_ADDRESSES = {
  name: 'user-forget-addresses',
  text: `
    update top_up u set return_url = null, action_url = null
    where u.user_id = $1 and u.status not in ('REQUIRES_ACTION', 'PROCESSING')
      and (u.return_url is not null or u.action_url is not null)`,
};
