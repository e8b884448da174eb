import { readAnswer } from '../../src/kernel/idempotency/compact-answer.ts';
import type { World } from '../world.ts';

/** The tables in which some row has this text, in any column, stored answers included. */
export async function tablesWith(world: World, text: string): Promise<string[]> {
  const { ownerPool } = world;
  const { rows: tables } = await ownerPool.query<{ name: string }>(
    "select tablename as name from pg_tables where schemaname = 'public' order by tablename",
  );
  const found: string[] = [];
  for (const { name } of tables) {
    const { rows } = await ownerPool.query(
      `select from ${name} r where position($1 in to_jsonb(r)::text) > 0 limit 1`,
      [text],
    );
    if (rows.length > 0) found.push(name);
  }
  const { rows: answers } = await ownerPool.query<{ answer: Buffer }>(
    'select answer from stored_answer',
  );
  const has = ({ answer }: { answer: Buffer }) => JSON.stringify(readAnswer(answer)).includes(text);
  return answers.some(has) ? [...found, 'stored_answer (compressed)'] : found;
}
