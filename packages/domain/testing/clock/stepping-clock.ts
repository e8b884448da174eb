import type { Pool } from 'pg';

/**
 * Lets the clock of a database step, as after a failover or a correction by NTP: connections of the pool that begin from
 * now on find functions of ours before those of Postgres. Returns the function that steps it, by so many seconds.
 */
export async function letClockStep(
  owner: Pool,
  pool: Pool,
): Promise<(seconds: number) => Promise<void>> {
  pool.on('connect', (client) => {
    client.query('set search_path = stepping, pg_catalog, public');
  });
  const stepped = (name: string, volatility: string) => `
    create function stepping.${name}() returns timestamptz language sql ${volatility} as
    $$ select pg_catalog.${name}() + (select by from stepping.clock) $$`;
  await owner.query(`
    create schema stepping;
    create table stepping.clock (by interval not null);
    insert into stepping.clock values ('0');
    ${stepped('clock_timestamp', 'volatile')};
    ${stepped('statement_timestamp', 'stable')};
    ${stepped('now', 'stable')};
    grant usage on schema stepping to public;
    grant select on stepping.clock to public`);
  return async (seconds) => {
    await owner.query('update stepping.clock set by = by + make_interval(secs => $1)', [seconds]);
  };
}
