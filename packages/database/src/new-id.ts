/**
 * SQL for a new uuid v7 (RFC 9562) with the time `t.now`, for rows that a statement creates by itself.
 * Postgres has uuidv7() only since version 18.
 */
export const NEW_ID = `
  (lpad(to_hex((extract(epoch from t.now) * 1000)::bigint), 12, '0') || '7' ||
    substr(replace(gen_random_uuid()::text, '-', ''), 14))::uuid`;
