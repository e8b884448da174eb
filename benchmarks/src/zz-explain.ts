import { HOLD_BATCH } from '@frontrow/domain/reservation/batch/hold-batch.sql';
import { HOLD_SEATS } from '@frontrow/domain/reservation/hold.sql';
import { Client } from 'pg';
import { withEnvironment } from './environment.ts';
import { createAdmittedUsers, createConcert } from './fixtures.ts';
const N = Number(process.env.N ?? 128);
await withEnvironment(async (environment) => {
  const concert = await createConcert(environment, 10_000);
  const users = await createAdmittedUsers(environment, concert, 1000);
  const client = new Client({ connectionString: environment.databaseUrl });
  await client.connect();
  if (process.env.MODE) await client.query(`set plan_cache_mode = ${process.env.MODE}`);
  let used = 0;
  const seats = [...concert.seatIds].sort(() => Math.random() - 0.5);
  const batch = (n: number) => JSON.stringify(Array.from({ length: n }, (_, i) => {
    const u = users[used % users.length]!;
    const seat = seats[used++];
    return { n: i, reservation_id: environment.ctx.newId(), user_id: u.claims.userId, entry_id: u.claims.entryId, seat_ids: [seat], places: [], chosen: [], orphans: true, procedure: 'reservation.hold', key: 'k' };
  }));
  await client.query(`prepare b(uuid, float8, timestamptz, json) as ${HOLD_BATCH.text}`);
  const times: number[] = [];
  for (let r = 0; r < 12; r++) {
    await client.query('begin');
    const start = performance.now();
    await client.query(`execute b('${concert.performanceId}', 300, null, '${batch(N)}')`);
    times.push(performance.now() - start);
    await client.query('commit');
  }
  console.log('ms a batch', N, times.map((t) => t.toFixed(1)).join(' '));
  const { rows } = await client.query(`explain (analyze, buffers off) execute b('${concert.performanceId}', 300, null, '${batch(N)}')`);
  console.log(rows.map((r) => r['QUERY PLAN']).join('\n'));
  await client.query(`prepare a(uuid, uuid, uuid, uuid[], uuid, float8, timestamptz, uuid, bigint[], int[], bool) as ${HOLD_SEATS.text}`);
  const singles: number[] = [];
  for (let r = 0; r < 60; r++) {
    const [item] = JSON.parse(batch(1));
    await client.query('begin');
    const start = performance.now();
    await client.query(`execute a('${item.reservation_id}', '${item.user_id}', '${concert.performanceId}', '{${item.seat_ids[0]}}', '${item.entry_id}', 300, null, null, '{}', '{}', true)`);
    singles.push(performance.now() - start);
    await client.query('commit');
  }
  singles.sort((a, b) => a - b);
  const ones: number[] = [];
  for (let r = 0; r < 60; r++) {
    await client.query('begin');
    const start = performance.now();
    await client.query(`execute b('${concert.performanceId}', 300, null, '${batch(1)}')`);
    ones.push(performance.now() - start);
    await client.query('commit');
  }
  ones.sort((a, b) => a - b);
  console.log('single', singles[10], singles[30], 'batch of one', ones[10], ones[30]);
  await client.end();
});
