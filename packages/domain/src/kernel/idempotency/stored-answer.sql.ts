/*
 * Stored answers are in `stored_answer`. Those of the version before are in `idempotency_key` until the purge has
 * deleted the last one; this version only reads them.
 */

const COLUMNS = 'stored_answer (user_id, call, input, answer, created_at)';

/** A row of a look-up: an answer in one of the two forms, with the first 32 digits of the hash of its input. */
export interface StoredRow {
  input: string;
  answer: Buffer | null;
  /** As the version before stored it. */
  plain: object | null;
}

/** $1 user, $2 procedure, $3 key, $4 call. */
export const LOOK_UP = {
  name: 'stored-answer-look-up',
  text: `
    select replace(input::text, '-', '') as input, answer, null::jsonb as plain from stored_answer
    where user_id = $1 and call = $4
    union all
    select left(input_hash, 32), null, answer from idempotency_key
    where user_id = $1 and procedure = $2 and key = $3`,
};

/** $1 user, $2 call, $3 input, $4 answer, $5 now. */
export const STORE = {
  name: 'stored-answer-store',
  text: `
    insert into ${COLUMNS}
    values ($1, $2, $3, $4, coalesce($5::timestamptz, clock_timestamp()))`,
};

/** Stores an answer unless there is one. $1 to $5 as above, $6 procedure, $7 key. */
export const STORE_FIRST = {
  name: 'stored-answer-store-first',
  text: `
    insert into ${COLUMNS}
    select $1::uuid, $2::uuid, $3::uuid, $4::bytea, coalesce($5::timestamptz, clock_timestamp())
    where not exists (select from idempotency_key where user_id = $1::uuid and procedure = $6 and key = $7)
    on conflict do nothing`,
};

/** Stores the answers of several calls. Lists of users, calls, inputs and answers, and $5 now. */
export const STORE_ALL = {
  name: 'stored-answer-store-all',
  text: `
    insert into ${COLUMNS}
    select user_id, call, input, answer, coalesce($5::timestamptz, clock_timestamp())
    from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::bytea[]) as made(user_id, call, input, answer)`,
};

/**
 * A lateral join that has a row if a call has a stored answer, also one of other input.
 *
 * @param item the table with the call's user, procedure, key and `call`
 */
export const STORED_OF = (item: string) => `
  left join lateral (
    select true as found from stored_answer where user_id = ${item}.user_id and call = ${item}.call
    union all
    select true from idempotency_key
    where user_id = ${item}.user_id and procedure = ${item}.procedure and key = ${item}.key
    limit 1
  ) as stored on true`;
