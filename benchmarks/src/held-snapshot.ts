import { Client } from 'pg';
import { withEnvironment } from './environment.ts';
import { createConcert } from './fixtures.ts';
import { postgresSeconds } from './postgres-time.ts';

/**
 * What a snapshot costs that is held for long beside a sale, as a backup by pg_dump holds one. The row of a queue is what
 * is updated most: each join, leave and admission updates it by its key. No version that was replaced since the
 * snapshot can be removed. Updates it one after the other, without and beside the snapshot, then after its end. Linux only.
 */
const UPDATES = Number(process.env.UPDATES ?? 20_000);
const PARTS = 4;

await withEnvironment(async (environment) => {
  const { concertId } = await createConcert(environment, 100);
  const connect = async () => {
    const client = new Client({ connectionString: environment.databaseUrl });
    await client.connect();
    return client;
  };
  const [sale, backup] = [await connect(), await connect()];
  // The time of the disk says nothing here.
  await sale.query('set synchronous_commit = off');
  const update = { name: 'update', text: 'update queue set seq = seq + 1 where concert_id = $1' };

  /** Prints microseconds of an update in each part, and in brackets those of Postgres' processor. */
  const measure = async (name: string) => {
    const size = UPDATES / PARTS;
    const parts: string[] = [];
    for (let part = 0; part < PARTS; part++) {
      const cpu = await postgresSeconds(environment);
      const began = performance.now();
      for (let n = 0; n < size; n++) await sale.query({ ...update, values: [concertId] });
      const passed = ((performance.now() - began) / size) * 1e3;
      const used = (((await postgresSeconds(environment)) - cpu) / size) * 1e6;
      parts.push(`${passed.toFixed(0)} (${used.toFixed(0)})`);
    }
    console.log(`${name.padEnd(26)} ${parts.join('   ')}`);
  };

  console.log(`Microseconds an update of a queue, ${PARTS} times ${UPDATES / PARTS}:`);
  await measure('without a snapshot');
  await backup.query('begin transaction isolation level repeatable read');
  await backup.query('select count(*) from queue');
  await measure('beside a held snapshot');
  await backup.query('commit');
  await measure('after its end');
  await sale.query('vacuum queue');
  await measure('after a vacuum');
  await sale.end();
  await backup.end();
});
