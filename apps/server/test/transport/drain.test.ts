import { get } from 'node:http';
import { text } from 'node:stream/consumers';
import { cloneDatabase } from '@frontrow/database/testing/database';
import { until } from '@frontrow/embedded/testing/until';
import pg from 'pg';
import { expect, test } from 'vitest';
import { startLive } from '../../testing/http/live.ts';
import { startServerProcess } from '../../testing/http/server-process.ts';

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
  const refused = () =>
    onNewConnection(`${live.server.url}/healthz`).then(
      () => false,
      () => true,
    );
  await until('it takes no new call', refused);
  await blocker.query('rollback');
  expect(await charging).toMatchObject({ amount: 3 });
  await blocker.end();
  await stopping;
});

test('a server that drains says so on /readyz and serves new connections for DRAIN_SECONDS, then ends', async () => {
  const database = await cloneDatabase();
  const server = await startServerProcess({
    databaseUrl: database.url,
    env: { DRAIN_SECONDS: '8' },
  });
  const ready = () => onNewConnection(`${server.url}/readyz`);
  await until('it is ready', async () => (await ready()).status === 200);
  const signalled = performance.now();
  server.child.kill('SIGTERM');
  await until('it drains', async () => (await ready()).status === 503);
  expect(await ready()).toMatchObject({
    body: expect.stringContaining('draining'),
    connection: 'close',
  });
  expect((await onNewConnection(`${server.url}/trpc/concert.list`)).status).toBe(200);
  expect(await server.exited).toBe(0);
  expect(performance.now() - signalled).toBeGreaterThanOrEqual(8_000);
  await expect(ready()).rejects.toThrow('ECONNREFUSED');
  await database.drop();
});

const onNewConnection = (url: string) =>
  new Promise<{ status: number; connection: string; body: string }>((resolve, reject) => {
    get(url, { agent: false }, async (response) => {
      const { statusCode: status = 0, headers } = response;
      resolve({ status, connection: headers.connection ?? '', body: await text(response) });
    }).on('error', reject);
  });
