import { Client } from 'pg';
import { prepare } from '../connection/limited-pool.ts';
import { DEMO_CONCERTS, DEMO_USERS } from './demo-data.ts';

/**
 * Creates the demo's users, concerts and performances that are missing. It can run repeatedly. The ORM, which
 * takes 0.4 s of processor time to load, is loaded only when something is missing.
 */
export async function seedDemo(url: string): Promise<void> {
  if (await isComplete(url)) return;
  const { createDemo } = await import('./create-demo.ts');
  await createDemo(url);
}

async function isComplete(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url, application_name: 'frontrow-seed' });
  client.on('error', () => {});
  await client.connect();
  try {
    await prepare(client, null);
    const { rows } = await client.query<{ complete: boolean }>(
      `select (select count(*) from app_user where id = any($1::uuid[])) = cardinality($1::uuid[])
         and not exists (
           select from unnest($2::uuid[], $3::int[]) as demo (concert_id, dates)
           where dates > (select count(*) from performance p where p.concert_id = demo.concert_id
             and p.status = 'SCHEDULED' and p.starts_at > now())) as complete`,
      [
        DEMO_USERS.map(({ id }) => id),
        DEMO_CONCERTS.map(({ id }) => id),
        DEMO_CONCERTS.map(({ dates }) => dates),
      ],
    );
    return rows[0]?.complete ?? false;
  } finally {
    await client.end();
  }
}
