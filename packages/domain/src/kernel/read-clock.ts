import type { DomainContext } from './context.ts';

const READ_CLOCK = {
  name: 'clock-read',
  text: 'select (extract(epoch from clock_timestamp()) * 1000)::float8 as time',
};

/** Reads the database's clock. Who follows a queue reads it all the time; before that, and without a queue, nobody does. */
export async function readClock({ sql, clock }: DomainContext): Promise<void> {
  const asked = performance.now();
  const [row] = await sql.rows<{ time: number }>(READ_CLOCK, []);
  if (row) clock.addReading(row.time, { asked, answered: performance.now() });
}
