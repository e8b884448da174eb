/**
 * What our statements and the client library lean on. A role, a database or a server can have other defaults, which
 * a connection inherits: times as `DD/MM/YYYY`, intervals in words, numbers of fewer digits, NULL as a text.
 */
export const SESSION_SETTINGS: Readonly<Record<string, string>> = {
  array_nulls: 'on',
  bytea_output: 'hex',
  client_encoding: 'UTF8',
  // A commit that no standby has confirmed is told in a warning.
  client_min_messages: 'notice',
  datestyle: 'ISO, MDY',
  default_transaction_deferrable: 'off',
  default_transaction_isolation: 'read committed',
  extra_float_digits: '1',
  intervalstyle: 'postgres',
  standard_conforming_strings: 'on',
  timezone: 'UTC',
  transform_null_equals: 'off',
};

/** Tables that every version has: the schema that they are in is the product's. */
const KNOWN_TABLES = ['ledger_entry', 'operator_action', 'reservation_seat'];

/** Only a superuser can change it, and with another value triggers and foreign keys do nothing. */
const REPLICATION_ROLE = { name: 'session_replication_role', value: 'origin' };

/** The columns of what the first statement of a connection reads. */
export interface InheritedSettings {
  /** The quoted name of the product's schema; null before the first migration. */
  schema: string | null;
  /** A schema that has the product's tables while the search path leads to none. */
  elsewhere: string | null;
  /** Whether the schema has a table of the settings that the data was made under. */
  has_deployment: boolean;
  search_path: string;
  replication_role: string;
  /** The settings with other values than ours, by name. */
  others: Record<string, string>;
}

/** The first schema of the search path with our tables, or another one that has them. For INHERITED_COLUMNS. */
export const HOME = `
  select quote_ident(nspname) as name, nspname = any(current_schemas(false)) as is_found
  from pg_namespace n
  where (select count(*) from pg_class c where c.relnamespace = n.oid
    and c.relname = any('{${KNOWN_TABLES}}')) = ${KNOWN_TABLES.length}
  order by array_position(current_schemas(false), nspname) nulls last limit 1`;

export const INHERITED_COLUMNS = `
  (select name from home where is_found) as schema,
  (select name from home where not is_found) as elsewhere,
  to_regclass((select name || '.deployment' from home where is_found)) is not null as has_deployment,
  current_setting('search_path') as search_path,
  current_setting('${REPLICATION_ROLE.name}') as replication_role,
  (select coalesce(json_object_agg(name, current_setting(name)), '{}') from (values
    ${Object.entries(SESSION_SETTINGS)
      .map(([name, value]) => `('${name}', '${value}')`)
      .join(', ')}) as ours (name, value)
    where lower(current_setting(name)) <> lower(value)) as others`;

/** An expression that gives the session our settings. `schema` is the expression for the product's schema. */
export const sessionExpression = (schema: string): string =>
  [
    ...Object.entries(SESSION_SETTINGS).map(
      ([name, value]) => `set_config('${name}', '${value}', false)`,
    ),
    `case when ${schema} is not null then set_config('search_path', ${schema} || ', pg_temp', false) else '' end`,
  ].join(' || ');

const LOCAL_SETTINGS = Object.entries(SESSION_SETTINGS)
  .filter(([name]) => !name.startsWith('default_transaction'))
  .map(([name, value]) => `; set local ${name} = '${value}'`)
  .join('');

/** The statements that give one transaction our settings, each with `; ` in front, to be sent after its BEGIN. */
export const localSettings = (schema: string | null): string =>
  `; set transaction isolation level read committed, not deferrable${LOCAL_SETTINGS}${
    schema === null ? '' : `; set local search_path = ${schema}, pg_temp`
  }`;

/** Names the inherited settings with which nothing can be done; null if there are none. */
export function unusableSetting(
  { elsewhere, search_path: path, replication_role: role, others }: InheritedSettings,
  canSet: boolean,
): string | null {
  if (elsewhere !== null) {
    return `search_path is "${path}", but the tables are in the schema ${elsewhere}`;
  }
  if (role !== REPLICATION_ROLE.value) {
    return `${REPLICATION_ROLE.name} is "${role}", with which triggers and foreign keys do nothing`;
  }
  const [other] = canSet ? [] : Object.entries(others);
  if (!other) return null;
  const [name, value] = other;
  return `${name} is "${value}", not "${SESSION_SETTINGS[name]}", and a pooler keeps it from being set`;
}
