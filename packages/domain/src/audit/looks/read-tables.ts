import type { BoundStatement } from '../../kernel/database/sql.ts';
import {
  type BlockRow,
  PLACES_OF_TABLES,
  readBlocks,
  TABLES,
  type Table,
} from './changed-rows.sql.ts';
import type { Look } from './look.ts';

/*
 * Tables are read by blocks, some in each transaction. A row that an update moves meanwhile is one of the next look at
 * changes. If all rows of a table were moved into another file, it is read again.
 */

/** Blocks of 8 kB that one transaction reads: of changes, which are few, and of all rows. */
const CHANGES = 2_048;
const ALL = 64;

interface PlaceRow {
  name: string;
  file: string;
  blocks: number;
}

const placesOf = (look: Look, tables: readonly Table[]): Promise<PlaceRow[]> =>
  look.read<PlaceRow>(PLACES_OF_TABLES, [tables.map(({ name }) => name)]);

interface Blocks {
  first: number;
  /** The first block after them. */
  next: number;
}

const blocksOf = (table: Table, { first, next }: Blocks, since?: string): BoundStatement => ({
  statement: readBlocks(table, since !== undefined),
  values: [`(${first},0)`, `(${next},0)`, ...(since === undefined ? [] : [since])],
});

/** Reads the rows of all tables that this transaction or a later one has written. */
export async function readChanges(
  look: Look,
  since: string,
  found: (rows: BlockRow) => Promise<void>,
): Promise<void> {
  for (let tables = [...TABLES]; tables.length > 0; ) {
    const places = await placesOf(look, tables);
    for (const statements of inTransactions(tables, places, since)) {
      const results = await look.run<BlockRow>(statements);
      for (const rows of results.flat()) {
        look.rows += rows.read;
        await found(rows);
      }
    }
    const after = await placesOf(look, tables);
    tables = tables.filter((_, n) => places[n]?.file !== after[n]?.file);
  }
}

/** The statements that read the tables, as many together as read the blocks of one transaction. */
function inTransactions(
  tables: readonly Table[],
  places: readonly PlaceRow[],
  since: string,
): BoundStatement[][] {
  const transactions: BoundStatement[][] = [[]];
  let room = CHANGES;
  for (const [n, table] of tables.entries()) {
    const blocks = places[n]?.blocks ?? 0;
    for (let first = 0; first < blocks; ) {
      const next = Math.min(blocks, first + room);
      transactions.at(-1)?.push(blocksOf(table, { first, next }, since));
      room -= next - first;
      if (room === 0) {
        transactions.push([]);
        room = CHANGES;
      }
      first = next;
    }
  }
  return transactions.filter(({ length }) => length > 0);
}

/** What some blocks contain, with the first block after them and the file that they are in. */
export type ReadBlocks = BlockRow & { next: number; file: string };

export interface TableToRead {
  table: Table;
  /** Where to begin, if the table is still in this file. */
  from?: { block: number; file?: string } | undefined;
}

/** Reads all rows of a table, until `found` says that there is no time for more. Returns whether it is complete. */
export async function readTable(
  look: Look,
  { table, from }: TableToRead,
  found: (rows: ReadBlocks) => Promise<boolean>,
): Promise<boolean> {
  let [place] = await placesOf(look, [table]);
  for (let begin = from; place; begin = undefined) {
    const { file, blocks } = place;
    for (let block = begin?.file === file ? begin.block : 0; block < blocks; block += ALL) {
      const next = block + ALL;
      const { statement, values } = blocksOf(table, { first: block, next });
      const [rows] = await look.read<BlockRow>(statement, values);
      look.rows += rows?.read ?? 0;
      if (rows && !(await found({ ...rows, next, file }))) return false;
    }
    [place] = await placesOf(look, [table]);
    if (place?.file === file) return true;
  }
  return true;
}
