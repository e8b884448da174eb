import { randomBytes } from 'node:crypto';
import { createOrm } from '@frontrow/database/orm';
import { postgresUrl } from '@frontrow/database/testing/database';
import { Client } from 'pg';

export interface OldDatabase {
  /** As the owner of the schema. */
  client: Client;
  url: string;
  /** Runs the migrations up to this one; without a name, all of them. */
  migrate(to?: string): Promise<void>;
  drop(): Promise<void>;
}

/** A database of its own that was made by the migrations up to one, the schema of an earlier version. */
export async function databaseAt(migration: string): Promise<OldDatabase> {
  const server = await postgresUrl();
  const name = `test_${randomBytes(6).toString('hex')}`;
  const admin = new Client({ connectionString: server });
  await admin.connect();
  await admin.query(`create database ${name}`);
  const { href: url } = Object.assign(new URL(server), { pathname: `/${name}` });
  const migrate = async (to?: string) => {
    const orm = createOrm({ url, poolSize: 2, querySeconds: 0 });
    try {
      await orm.migrator.up(to === undefined ? undefined : { to });
    } finally {
      await orm.close(true);
    }
  };
  await migrate(migration);
  const client = new Client({ connectionString: url });
  await client.connect();
  return {
    client,
    url,
    migrate,
    async drop() {
      await client.end();
      await admin.query(`drop database ${name} with (force)`);
      await admin.end();
    },
  };
}
