import { type Client, escapeIdentifier, escapeLiteral } from 'pg';
import { scramVerifier } from './scram.ts';

/** The role that servers and workers connect as. */
export interface AppRole {
  name: string;
  password: string;
}

/** The role and password in a postgres:// URL. */
export function roleOf(url: string): AppRole {
  const { username, password } = new URL(url);
  return { name: decodeURIComponent(username), password: decodeURIComponent(password) };
}

const ORDINARY =
  'login nosuperuser nocreatedb nocreaterole noreplication nobypassrls connection limit -1';

/**
 * Creates the role if it does not exist and the owner may create roles.
 *
 * @throws when the role is missing and the owner may not create it, or there is no password for it
 */
export async function ensureAppRole(owner: Client, { name, password }: AppRole): Promise<void> {
  const { rows } = await owner.query<{ exists: boolean; creates: boolean }>(
    `select exists (select from pg_roles where rolname = $1) as exists, rolsuper or rolcreaterole as creates
     from pg_roles where rolname = current_user`,
    [name],
  );
  if (rows[0]?.exists) return;
  if (!rows[0]?.creates) {
    throw new Error(
      `the role "${name}" of DATABASE_URL does not exist, and the role of FRONTROW_OWNER_URL may not create it: see docs/database-roles.md`,
    );
  }
  if (password === '') {
    throw new Error(`DATABASE_URL has no password for the role "${name}", which is to be created`);
  }
  const secret = escapeLiteral(scramVerifier(password));
  await owner.query(`create role ${escapeIdentifier(name)} ${ORDINARY} password ${secret}`);
}

/**
 * For a Postgres that belongs to the product alone: brings the role back to what it is meant to be, since
 * a role can change its own password and settings, and keeps it out of the databases of the cluster that
 * are not the product's. The owner has to be a superuser.
 */
export async function resetAppRole(owner: Client, { name, password }: AppRole): Promise<void> {
  const role = escapeIdentifier(name);
  await owner.query(`
    alter role ${role} ${ORDINARY} password ${escapeLiteral(scramVerifier(password))};
    alter role ${role} reset all;
    revoke all on database postgres, template1 from public;`);
}

/** Says what the role may do beyond reading and writing tables; null for an ordinary role. */
export async function excessOf(owner: Client, name: string): Promise<string | null> {
  const { rows } = await owner.query<{ excess: string | null }>(
    `select nullif(concat_ws(', ',
       case when rolsuper then 'is a superuser' end,
       case when rolcreaterole then 'may create roles' end,
       case when rolcreatedb then 'may create databases' end,
       case when pg_has_role(rolname, current_user, 'MEMBER') then 'is a member of the owner' end,
       case when has_schema_privilege(rolname, current_schema(), 'CREATE') then 'may create tables' end
     ), '') as excess
     from pg_roles where rolname = $1`,
    [name],
  );
  return rows[0]?.excess ?? null;
}
