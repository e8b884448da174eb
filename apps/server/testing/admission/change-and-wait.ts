import { until } from '@frontrow/embedded/testing/until';
import pg from 'pg';

/*
 * A program: makes a change in a database, and waits until a condition is true there. Its parent can wait for it
 * without letting its own event loop run. Arguments: the URL, the change, the condition.
 */
const [url = '', change = '', condition = ''] = process.argv.slice(2);
const client = new pg.Client(url);
await client.connect();
await client.query(change);
await until(condition, async () => {
  const { rows } = await client.query<{ met: boolean }>(`select (${condition}) as met`);
  return rows[0]?.met;
});
await client.end();
