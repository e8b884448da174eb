import { type Client, escapeIdentifier } from 'pg';
import { JOB_TABLE } from '../job-tables.ts';

/** The key of an advisory lock: an arbitrary number, the same in all processes that migrate. */
const GRANT_LOCK = 7_263_515;

/** Tables that a job or a call deletes rows of. Add a table here when a statement deletes from it. */
const MAY_DELETE: readonly string[] = [
  'audit_finding',
  'draw_entrant',
  'idempotency_key',
  'process_state',
  'queue_change',
  'queue_entry',
  'reservation',
  'reservation_seat',
  'seat_change',
  'stored_answer',
  JOB_TABLE,
];
/** Only the owner writes which migrations have run. */
const READ_ONLY: readonly string[] = ['mikro_orm_migrations'];

interface Table {
  name: string;
  appendOnly: boolean;
}

/**
 * Lets the role read and write the tables of the current schema, and nothing else: it may delete only from the
 * tables above, and neither change nor delete rows of append-only tables, which are those that have the
 * trigger of entities/append-only.ts. Takes back everything else. It is run after each migration, so
 * that it covers new tables, and can be run repeatedly.
 */
export async function grantAccess(owner: Client, roleName: string): Promise<void> {
  const role = escapeIdentifier(roleName);
  await owner.query('begin');
  try {
    await owner.query('select pg_advisory_xact_lock($1)', [GRANT_LOCK]);
    const { database, schema, ownsDatabase, ownsSchema } = await placeOf(owner);
    const [db, public_] = [escapeIdentifier(database), escapeIdentifier(schema)];
    const statements = [
      // By default everybody may create temporary tables, and before Postgres 15 tables in `public`.
      ...(ownsDatabase ? [`revoke temporary on database ${db} from public`] : []),
      ...(ownsDatabase ? [`grant connect on database ${db} to ${role}`] : []),
      ...(ownsSchema ? [`revoke create on schema ${public_} from public`] : []),
      ...(ownsSchema ? [`revoke create on schema ${public_} from ${role}`] : []),
      ...(ownsSchema ? [`grant usage on schema ${public_} to ${role}`] : []),
      ...(await tablesOf(owner)).flatMap((table) => [
        `revoke all on ${public_}.${escapeIdentifier(table.name)} from ${role}`,
        `grant ${privilegesOn(table)} on ${public_}.${escapeIdentifier(table.name)} to ${role}`,
      ]),
      ...(await sequencesOf(owner)).map(
        (name) => `grant usage, select on sequence ${public_}.${escapeIdentifier(name)} to ${role}`,
      ),
      // By default everybody may execute functions, but an owner can take that back.
      ...(await functionsOf(owner)).map((name) => `grant execute on function ${name} to ${role}`),
    ];
    await owner.query(statements.join(';\n'));
    await owner.query('commit');
  } catch (error) {
    await owner.query('rollback').catch(() => {});
    throw error;
  }
}

function privilegesOn({ name, appendOnly }: Table): string {
  if (READ_ONLY.includes(name)) return 'select';
  if (appendOnly) return 'select, insert';
  return MAY_DELETE.includes(name) ? 'select, insert, update, delete' : 'select, insert, update';
}

interface Place {
  database: string;
  schema: string;
  ownsDatabase: boolean;
  ownsSchema: boolean;
}

async function placeOf(owner: Client): Promise<Place> {
  const { rows } = await owner.query<Place>(
    `select current_database() as database, current_schema() as schema,
       pg_has_role(datdba, 'USAGE') as "ownsDatabase",
       (select pg_has_role(nspowner, 'USAGE') from pg_namespace where nspname = current_schema())
         as "ownsSchema"
     from pg_database where datname = current_database()`,
  );
  if (!rows[0]) throw new Error('the database has no schema to create tables in');
  return rows[0];
}

/** Only those of the owner, in case others share the schema. */
async function tablesOf(owner: Client): Promise<Table[]> {
  const { rows } = await owner.query<Table>(
    `select relname as name, exists (
       select from pg_trigger where tgrelid = c.oid and tgname = relname || '_append_only')
       as "appendOnly"
     from pg_class c
     where relnamespace = current_schema()::regnamespace and relkind in ('r', 'p')
       and pg_has_role(relowner, 'USAGE')
     order by relname`,
  );
  return rows;
}

async function sequencesOf(owner: Client): Promise<string[]> {
  const { rows } = await owner.query<{ name: string }>(
    `select relname as name from pg_class
     where relnamespace = current_schema()::regnamespace and relkind = 'S'
       and pg_has_role(relowner, 'USAGE')`,
  );
  return rows.map(({ name }) => name);
}

/** Without functions of triggers, which need no right. The names are quoted and have the types of the parameters. */
async function functionsOf(owner: Client): Promise<string[]> {
  const { rows } = await owner.query<{ name: string }>(
    `select oid::regprocedure::text as name from pg_proc
     where pronamespace = current_schema()::regnamespace and prokind = 'f'
       and prorettype <> 'trigger'::regtype and pg_has_role(proowner, 'USAGE')`,
  );
  return rows.map(({ name }) => name);
}
