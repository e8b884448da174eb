import type { ClientBase } from 'pg';

/** The settings of a process without which stored data would mean something else. */
export interface DataSettings {
  /** What stored amounts are in. */
  currency: string;
  /** Whose `sub`s the external ids of users are; null: nobody says. */
  issuer: string | null;
  /** Whether the process writes its settings where the database has none: servers do. */
  declares: boolean;
}

type Declared = Pick<DataSettings, 'currency' | 'issuer'>;

/**
 * Writes the settings where there are none yet. Those of a database without anything that was made under them are
 * replaced. Returns the ones in force.
 */
const declaration = (schema: string) => `
  insert into ${schema}.deployment as d (id, currency, issuer) values (1, $1, $2)
  on conflict (id) do update set declared_at = now(),
    currency = case when exists (select from ${schema}.section) or exists (select from ${schema}.ledger_entry)
      or exists (select from ${schema}.top_up) then d.currency else excluded.currency end,
    issuer = case when exists (select from ${schema}.app_user where external_id is not null)
      then coalesce(d.issuer, excluded.issuer) else coalesce(excluded.issuer, d.issuer) end
  returning currency, issuer`;

/** How long a statement of this file may take. */
const query_timeout = 5_000;

/**
 * Compares the settings of this process with those that the data was made under, which have the database's schema
 * around them.
 *
 * @returns what contradicts, with the name of the setting; null if all is well
 */
export async function contradiction(
  client: ClientBase,
  schema: string,
  settings: DataSettings,
): Promise<string | null> {
  const question = { text: `select currency, issuer from ${schema}.deployment`, query_timeout };
  const { rows } = await client.query<Declared>(question);
  const [stored] = rows;
  const first = stored ? differenceOf(stored, settings) : null;
  const isComplete = stored && (stored.issuer !== null || settings.issuer === null);
  if (!settings.declares || (isComplete && first === null)) return first;
  const { currency, issuer } = settings;
  const values = [currency, issuer];
  const statement = { text: declaration(schema), values, query_timeout };
  const declared = await client.query<Declared>(statement);
  return declared.rows[0] ? differenceOf(declared.rows[0], settings) : null;
}

function differenceOf(stored: Declared, { currency, issuer }: Declared): string | null {
  if (stored.currency !== currency) {
    return `CURRENCY: is ${currency}, but the amounts in the database are in ${stored.currency}`;
  }
  if (stored.issuer === null || issuer === null || stored.issuer === issuer) return null;
  return `AUTH_ISSUER: is ${issuer}, but the external ids of users in the database are of ${stored.issuer}`;
}
