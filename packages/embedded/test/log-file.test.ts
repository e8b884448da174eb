import { closeSync, existsSync, readFileSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openLog } from '../src/process/log-file.ts';
import { dataFolder, dataFolderWithCluster } from '../testing/postgres/postgres-folder.ts';

const KIBIBYTE = 1024;
const MAX_BYTES = 10 * KIBIBYTE * KIBIBYTE;

/** A log of at most 1 KiB, and a function that writes to it as a database does. */
function smallLog(content = '') {
  const path = join(dataFolder().path, 'x.log');
  if (content) writeFileSync(path, content, { mode: 0o600 });
  const log = openLog(path, KIBIBYTE);
  onTestFinished(() => closeSync(log.descriptor));
  return { ...log, path, write: (text: string) => void writeSync(log.descriptor, text) };
}
const text = (path: string) => readFileSync(path, 'utf8');

test('a log that is longer than its limit moves to the file beside it, and the database writes on at its beginning', () => {
  const { path, write, read, rotate } = smallLog('before\n');
  write('a'.repeat(KIBIBYTE));
  expect(read()).toBe('a'.repeat(KIBIBYTE));
  rotate();
  expect(text(`${path}.1`)).toBe(`before\n${'a'.repeat(KIBIBYTE)}`);
  expect(statSync(`${path}.1`).mode & 0o777).toBe(0o600);
  expect(text(path)).toBe('');
  write('b');
  rotate();
  expect(text(path)).toBe('b');
  expect(read()).toBe('b');
  write('c'.repeat(2 * KIBIBYTE));
  rotate();
  expect(text(`${path}.1`)).toBe(`b${'c'.repeat(2 * KIBIBYTE)}`);
});

test('a log within its limit stays, and what was in it before it was opened is not read', () => {
  const { path, write, read, rotate } = smallLog('before\n');
  write('a');
  rotate();
  expect(text(path)).toBe('before\na');
  expect(read()).toBe('a');
  expect(existsSync(`${path}.1`)).toBe(false);
});

test('Postgres begins with a short log where that of the last start has become too long', async () => {
  const data = await dataFolderWithCluster();
  const path = join(data.path, 'postgres.log');
  writeFileSync(path, 'x'.repeat(MAX_BYTES + 1), { mode: 0o600 });
  const { lastWords } = await data.start();
  expect(statSync(`${path}.1`).size).toBe(MAX_BYTES + 1);
  expect(statSync(path).size).toBeLessThan(MAX_BYTES / 10);
  expect(lastWords()).toContain('ready to accept connections');
});
