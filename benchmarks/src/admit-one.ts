import { setTimeout as sleep } from 'node:timers/promises';
import type { Environment } from './environment.ts';

const RAISE_LIMIT = {
  name: 'bench-raise-limit',
  text: 'update queue set max_active = max_active + 1 where concert_id = $1',
};
const COUNT_ADMITTED = {
  name: 'bench-count-admitted',
  text: 'select admitted from queue where concert_id = $1',
};

/** Makes room for one more in a queue where people wait. Returns the seconds until somebody is admitted. */
export async function admitOne({ ctx: { sql } }: Environment, concertId: string): Promise<number> {
  const admitted = async () => {
    const [row] = await sql.rows<{ admitted: number }>(COUNT_ADMITTED, [concertId]);
    return row?.admitted ?? 0;
  };
  const before = await admitted();
  const start = performance.now();
  await sql.rows(RAISE_LIMIT, [concertId]);
  while ((await admitted()) === before) await sleep(10);
  return (performance.now() - start) / 1000;
}
