import { createHash } from 'node:crypto';
import type { AuditView } from '@frontrow/contract/operations';
import { audit } from '../audit/audit.ts';
import type { DomainContext } from '../kernel/context.ts';
import { row } from '../kernel/database/sql.ts';
import { inTransaction } from '../kernel/database/transaction.ts';
import { validationFailed } from '../kernel/errors.ts';
import { CLOSE_PART, NEXT_ROWS, openPart, PARTS, STATE } from './parts.sql.ts';

/*
 * The archive of a concert that is over: all that belongs to it for ever and its audit, of one snapshot. It is text, one
 * JSON a line: a head, the rows, each with its table, and an end with the number of rows of each table, the audit and the
 * hash of all lines before.
 */

const FORMAT = 1;
/** The most seconds of one statement; the audit sets its own. */
const MAX_SECONDS = 120;

interface State {
  now: Date;
  schema: string;
  ahead: boolean;
}

export interface ArchiveEnd {
  /** How many rows there are of each table. */
  rows: Record<string, number>;
  audit: AuditView;
  /** SHA-256 of all lines before the last, each with its line end. */
  sha256: string;
}

/**
 * Writes the archive of a concert line by line. Changes nothing.
 *
 * @throws CONCERT_NOT_FOUND; VALIDATION_FAILED if a performance is still ahead
 */
export function archiveConcert(
  ctx: DomainContext,
  concertId: string,
  write: (line: string) => Promise<void>,
): Promise<ArchiveEnd> {
  const hash = createHash('sha256');
  const writeHashed = (line: string) => {
    hash.update(`${line}\n`);
    return write(line);
  };
  const limits = { statement: MAX_SECONDS * 1000, idle: 60_000, transaction: 0 };
  const archive = async (tx: DomainContext): Promise<ArchiveEnd> => {
    // First, because it makes the transaction one of a single snapshot.
    const audited = await audit(tx, { concertId });
    const state = await row<State>(tx.sql, STATE, [concertId, tx.now()]);
    if (state.ahead) throw validationFailed(['concertId'], 'the concert has a performance ahead');
    const { now: takenAt, schema } = state;
    await writeHashed(JSON.stringify({ archive: FORMAT, concertId, takenAt, schema }));
    const rows: ArchiveEnd['rows'] = {};
    for (const part of PARTS) {
      rows[part[0]] = await writePart(tx, { part, concertId, write: writeHashed });
    }
    const end = { rows, audit: audited, sha256: hash.digest('hex') };
    await write(JSON.stringify(end));
    return end;
  };
  return inTransaction(ctx, archive, limits);
}

interface PartOptions {
  part: (typeof PARTS)[number];
  concertId: string;
  write: (line: string) => Promise<void>;
}

async function writePart(
  { sql }: DomainContext,
  { part, concertId, write }: PartOptions,
): Promise<number> {
  await sql.rows(openPart(part), [concertId]);
  let written = 0;
  for (;;) {
    const rows = await sql.rows<{ row: string }>(NEXT_ROWS, []);
    for (const { row: text } of rows) await write(`{"table":"${part[0]}","row":${text}}`);
    written += rows.length;
    if (rows.length === 0) break;
  }
  await sql.rows(CLOSE_PART, []);
  return written;
}

/**
 * Reads an archive to its end and compares it with what its last line says.
 *
 * @throws if something is missing or was changed
 */
export async function checkArchive(lines: AsyncIterable<string>): Promise<ArchiveEnd> {
  const hash = createHash('sha256');
  const rows: Record<string, number> = Object.fromEntries(PARTS.map(([table]) => [table, 0]));
  let last: string | null = null;
  for await (const line of lines) {
    if (last !== null) {
      hash.update(`${last}\n`);
      const table = /^\{"table":"(\w+)"/.exec(last)?.[1];
      if (table) rows[table] = (rows[table] ?? 0) + 1;
    }
    last = line;
  }
  const end = endIn(last);
  if (end.sha256 !== hash.digest('hex')) throw new Error('the archive was changed or cut');
  for (const [table, counted] of Object.entries(rows)) {
    if (end.rows[table] !== counted) throw new Error(`rows of ${table} are missing`);
  }
  return end;
}

function endIn(line: string | null): ArchiveEnd {
  try {
    const end: unknown = JSON.parse(line ?? '');
    if (end && typeof end === 'object' && 'sha256' in end) return end as ArchiveEnd;
  } catch {
    // A line that was cut.
  }
  throw new Error('the archive has no end');
}
