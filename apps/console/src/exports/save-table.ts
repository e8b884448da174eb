import { type Admin, type Answer, client } from '../client/client.ts';
import { type Cell, csvLine } from './csv.ts';

type Page = Answer<Admin['exportRows']>;
export type Wanted = Omit<Parameters<Admin['exportRows']['query']>[0], 'cursor' | 'limit'>;

/** Where the lines of a file go. */
interface Sink {
  write(text: string): Promise<void>;
  close(): Promise<void>;
}

type PickFile = (options: { suggestedName: string }) => Promise<{
  createWritable(): Promise<{ write(text: string): Promise<void>; close(): Promise<void> }>;
}>;

/** Excel takes a file for UTF-8 only with this mark. */
const BYTE_ORDER_MARK = '﻿';

/**
 * Saves a table as a CSV file, page by page. Where the browser can write files, no more than a page is in memory; else
 * the parts are the browser's, which keeps large ones on the disk.
 *
 * @returns how many rows the file has
 */
export async function saveTable(
  wanted: Wanted,
  { name, onRows, signal }: { name: string; onRows: (rows: number) => void; signal: AbortSignal },
): Promise<number> {
  const sink = await sinkOf(name);
  let rows = 0;
  let cursor: string | null = null;
  do {
    signal.throwIfAborted();
    const page: Page = await client.admin.exportRows.query({ ...wanted, cursor, limit: 2_000 });
    const head = rows === 0 && cursor === null ? [BYTE_ORDER_MARK + csvLine(page.columns)] : [];
    await sink.write([...head, ...page.rows.map((row: Cell[]) => csvLine(row))].join(''));
    rows += page.rows.length;
    onRows(rows);
    cursor = page.nextCursor;
  } while (cursor !== null);
  await sink.close();
  return rows;
}

async function sinkOf(name: string): Promise<Sink> {
  const pick = (globalThis as { showSaveFilePicker?: PickFile }).showSaveFilePicker;
  if (pick) return (await pick({ suggestedName: name })).createWritable();
  const parts: Blob[] = [];
  return {
    async write(text) {
      parts.push(new Blob([text]));
    },
    async close() {
      const link = document.createElement('a');
      link.href = URL.createObjectURL(new Blob(parts, { type: 'text/csv;charset=utf-8' }));
      link.download = name;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
    },
  };
}
