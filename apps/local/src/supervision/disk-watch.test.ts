import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { smallDisk } from '../../testing/full-disk/small-disk.ts';
import { createDiskCheck } from './disk-watch.ts';

test('a full disk is reported once in 12 checks, in one sentence for all that is on it, and once when it has space again', (context) => {
  const [full, other] = [smallDisk(context, 24), smallDisk(context, 24)];
  const mongo = join(full.data.path, 'mongo');
  mkdirSync(mongo);
  const reports: string[] = [];
  const check = createDiskCheck(
    [
      { name: 'Postgres', folder: full.data.path },
      { name: 'the backups', folder: other.data.path },
      { name: 'MongoDB', folder: mongo },
      { name: 'the cache', folder: join(mongo, 'missing') },
      { name: 'the logs', folder: full.data.path },
    ],
    (message) => void reports.push(message),
  );
  check();
  expect(reports).toEqual([]);
  full.fill();
  for (let n = 0; n < 25; n++) check();
  const size = `25.2 MB are free in ${full.data.path}`;
  const sentence = `The disk of Postgres, MongoDB and the logs is full: 0.0 of ${size}. Make space on it.`;
  expect(reports).toEqual([sentence, sentence, sentence]);
  full.makeRoom();
  for (let n = 0; n < 25; n++) check();
  expect(reports.slice(3)).toEqual([
    `The disk of Postgres, MongoDB and the logs has space again: 25.2 of ${size}.`,
  ]);
  full.fill();
  check();
  expect(reports.at(-1)).toBe(sentence);
});
