/**
 * A uuid v7 (RFC 9562) of the time `t.now`, for rows that a statement makes itself. Postgres has
 * uuidv7() from version 18 only.
 */
export const NEW_ID = `
  (lpad(to_hex((extract(epoch from t.now) * 1000)::bigint), 12, '0') || '7' ||
    substr(replace(gen_random_uuid()::text, '-', ''), 14))::uuid`;
