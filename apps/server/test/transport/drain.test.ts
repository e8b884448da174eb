import pg from 'pg';
import { expect, test } from 'vitest';
import { startLive } from '../../testing/http/live.ts';

test('a server that stops finishes the running call and accepts no new one', async () => {
  const live = await startLive();
  const headers = await live.signIn('slow');
  const client = live.client(headers);
  await client.balance.charge.mutate({ amount: 1 });
  const blocker = new pg.Client({ connectionString: live.databaseUrl });
  await blocker.connect();
  await blocker.query('begin');
  await blocker.query('lock table account in exclusive mode');
  const charging = client.balance.charge.mutate({ amount: 2 });
  const waiting = async () => {
    const { rows } = await blocker.query(
      "select count(*)::int as n from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()",
    );
    return rows[0].n > 0;
  };
  while (!(await waiting())) await new Promise(setImmediate);

  const stopping = live.close();
  await expect(fetch(`${live.server.url}/healthz`)).rejects.toThrow();
  await blocker.query('rollback');
  expect(await charging).toMatchObject({ amount: 3 });
  await blocker.end();
  await stopping;
});
