import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { type ArchiveEnd, archiveConcert, checkArchive } from '@frontrow/domain/archive/archive';
import { DomainError } from '@frontrow/domain/kernel/errors';
import { isUuid } from '@frontrow/domain/kernel/uuid';
import { errorFields } from '@frontrow/settings/error-fields';
import { redact, secretsIn } from '@frontrow/settings/redact';
import { parseSettings } from '@frontrow/settings/settings';
import { connect } from './connect.ts';
import { createLog } from './log.ts';

const USAGE = `Usage: archive <concert id> <file>   writes the archive of a concert that is over, and checks it
       archive --check <file>        checks an archive`;

/**
 * Writes the archive of a concert from the database of DATABASE_URL to a file, compressed. The file appears under its
 * name only once it was read again and is whole. See docs/retention.md.
 */
async function main([first, file, ...rest]: string[]): Promise<void> {
  if (!first || !file || rest.length > 0) throw new Refusal(USAGE);
  if (first === '--check') return report(file, await checkArchive(linesOf(file)));
  if (!isUuid(first)) throw new Refusal(USAGE);
  const part = `${file}.part`;
  try {
    await writeArchive(first, part);
    const end = await checkArchive(linesOf(part));
    await rename(part, file);
    report(file, end);
  } finally {
    await rm(part, { force: true });
  }
}

/** What the person at the terminal can mend. */
class Refusal extends Error {}

async function writeArchive(concertId: string, file: string): Promise<void> {
  const settings = parseSettings(process.env);
  const log = createLog('archive', { level: 'warn', secrets: secretsIn(process.env) });
  const { ctx, close } = await connect(settings, { service: 'archive', connections: 2, log });
  const lines = new PassThrough();
  // A disk that is full ends the pipeline, and then nothing drains any more.
  const stop = new AbortController();
  const written = pipeline(lines, createGzip(), createWriteStream(file, { mode: 0o600 })).catch(
    (error: unknown) => {
      stop.abort(error);
      throw error;
    },
  );
  const write = async (line: string) => {
    stop.signal.throwIfAborted();
    if (!lines.write(`${line}\n`)) await once(lines, 'drain', { signal: stop.signal });
  };
  const archived = archiveConcert(ctx, concertId, write).then(
    () => lines.end(),
    (error: Error) => lines.destroy(error),
  );
  try {
    await Promise.allSettled([archived, written]);
    await written;
  } finally {
    await close();
  }
}

async function* linesOf(file: string): AsyncGenerator<string> {
  const text = createGunzip().setEncoding('utf8');
  // An error of either of the two ends the loop.
  pipeline(createReadStream(file), text).catch(() => {});
  let rest = '';
  for await (const chunk of text) {
    const lines = `${rest}${chunk}`.split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  if (rest !== '') yield rest;
}

function report(file: string, { rows, audit }: ArchiveEnd): void {
  const total = Object.values(rows).reduce((sum, each) => sum + each, 0);
  console.log(`${file} is whole: ${total} rows of ${Object.keys(rows).length} tables.`);
  const failed = audit.checks.filter(({ ok }) => !ok).map(({ name }) => `  ${name}`);
  console.log(failed.length === 0 ? 'Its audit is true.' : 'Its audit found violations:');
  for (const line of failed) console.log(line);
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  const secrets = secretsIn(process.env);
  if (error instanceof Refusal) console.error(error.message);
  else if (error instanceof DomainError) console.error(error.code, error.details);
  else if (error instanceof Error) console.error(redact(error.message, secrets));
  else console.error(errorFields(error, secrets));
  process.exitCode = 1;
}
