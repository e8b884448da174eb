import { mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { smallDisk } from '../../testing/full-disk/small-disk.ts';
import { delayAfter, isOutOfSpace, reportFullDisk, startWhenThereIsSpace } from './back-off.ts';

function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'frontrow-back-off-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

test('the pauses double up to 10 seconds', () => {
  const pauses = [0, 1, 2, 3, 4, 5, 6, 7, 8, 99].map(delayAfter);
  expect(pauses).toEqual([0, 250, 500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000, 10_000]);
});

test.each([
  'PANIC: could not write to file "pg_wal/xlogtemp.1": No space left on device',
  'could not extend file "base/5/1": Disk quota exceeded',
  "ENOSPC: no space left on device, open 'x'",
  "EDQUOT: unknown error, write 'x'",
])('out of space by its words: %s', (words) => {
  expect(isOutOfSpace(words)).toBe(true);
});

test('other words are out of space only where the disk of the folder has less than 16 MiB', (context) => {
  const { data, fill, makeRoom, freeBytes } = smallDisk(context, 24);
  expect(freeBytes()).toBeGreaterThan(16 * 1024 * 1024);
  expect(isOutOfSpace('killed', data.path)).toBe(false);
  fill();
  expect(isOutOfSpace('killed', data.path)).toBe(true);
  expect(isOutOfSpace('killed')).toBe(false);
  makeRoom();
  expect(isOutOfSpace('killed', data.path)).toBe(false);
});

test('a folder that does not exist is not out of space', () => {
  const missing = join(emptyFolder(), 'missing');
  expect(() => statfsSync(missing)).toThrow('ENOENT');
  expect(isOutOfSpace('killed', missing)).toBe(false);
});

test('a full disk is reported at first and once a minute, with how full it is; and at once when it comes again', () => {
  const folder = emptyFolder();
  const reports: string[] = [];
  const report = reportFullDisk({
    name: 'Postgres',
    folder,
    report: (text) => void reports.push(text),
  });
  for (let n = 0; n < 12; n++) report(10_000);
  expect(reports).toHaveLength(2);
  expect(reports[0]).toMatch(
    /^Postgres waits, because the disk is full: [\d.]+ of [\d.]+ MB are free in \/.*\. It starts when there is space\.$/,
  );
  report(null);
  report(250);
  expect(reports).toHaveLength(3);
});

test('a start is tried again for want of space, and fails with any other error', async () => {
  const reports: string[] = [];
  const options = {
    name: 'Postgres',
    folder: emptyFolder(),
    report: (text: string) => void reports.push(text),
    signal: new AbortController().signal,
  };
  let attempts = 0;
  const start = async () => {
    attempts += 1;
    if (attempts < 3) throw new Error('could not write: No space left on device');
    return 'started';
  };
  expect(await startWhenThereIsSpace(start, options)).toBe('started');
  expect(attempts).toBe(3);
  expect(reports).toHaveLength(1);
  const broken = () => Promise.reject(new Error('wrong version'));
  await expect(startWhenThereIsSpace(broken, options)).rejects.toThrow('wrong version');
});
