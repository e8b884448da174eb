/** No row: the message was kept before. $1 provider, $2 id, $3 type, $4 message, $5 now. */
export const KEEP_MESSAGE = {
  name: 'provider-message-keep',
  text: `
    with t as materialized (select coalesce($5::timestamptz, clock_timestamp()) as now)
    insert into provider_message (provider, id, type, message, received_at, check_at)
    select $1, $2, $3, $4::jsonb, t.now, t.now from t
    on conflict do nothing returning id`,
};

/**
 * Takes messages that are not handled, so that no other server handles them meanwhile: each for a minute, then
 * for 2, 4 and so on, at most an hour. $1 provider, $2 limit, $3 now, $4 one message or null for all.
 */
export const TAKE_MESSAGES = {
  name: 'provider-messages-take',
  text: `
    with t as materialized (select coalesce($3::timestamptz, clock_timestamp()) as now),
    due as materialized (
      select m.id from provider_message m, t
      where m.handled_at is null and m.check_at <= t.now and m.provider = $1
        and ($4::text is null or m.id = $4)
      order by m.check_at limit $2 for update of m skip locked
    )
    update provider_message m set checks = m.checks + 1,
      check_at = t.now + make_interval(secs => least(3600, 60 * power(2, least(m.checks, 10))))
    from due, t where m.provider = $1 and m.id = due.id
    returning m.id, m.message, m.checks`,
};

/** No row: it was handled before. $1 provider, $2 id, $3 top-up or null, $4 now. */
export const MESSAGE_HANDLED = {
  name: 'provider-message-handled',
  text: `
    update provider_message set top_up_id = $3,
      handled_at = coalesce($4::timestamptz, clock_timestamp())
    where provider = $1 and id = $2 and handled_at is null returning id`,
};
