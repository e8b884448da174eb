import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { ownedFolder, removeAbandoned } from '../../src/data-folder/owned-folder.ts';
import { temporaryFolder } from '../../testing/process/temporary-folder.ts';

const SOURCE = fileURLToPath(new URL('../../src/data-folder/owned-folder.ts', import.meta.url));

test('a folder is removed when its owner has ended, and no other is', () => {
  const parent = temporaryFolder('data');
  onTestFinished(() => rmSync(parent, { recursive: true, force: true }));
  const own = ownedFolder(parent, 'new-');
  const code = `
    const { ownedFolder } = await import(${JSON.stringify(SOURCE)});
    console.log(ownedFolder(${JSON.stringify(parent)}, 'new-'));`;
  const words = ['--input-type=module', '--eval', code];
  const left = spawnSync(process.execPath, words, { encoding: 'utf8' }).stdout.trim();
  mkdirSync(join(left, 'inside'));
  const elsewhere = '00000000-1-00000000-AAAAAA';
  for (const name of [`new-${elsewhere}`, `old-${elsewhere}`, 'new-1'])
    mkdirSync(join(parent, name));

  expect(existsSync(left)).toBe(true);
  removeAbandoned(parent, 'new-');
  expect(existsSync(left)).toBe(false);
  const others = [basename(own), 'new-1', `old-${elsewhere}`];
  expect(readdirSync(parent).sort()).toEqual([...others, `new-${elsewhere}`].sort());
  removeAbandoned(parent, 'new-', -1);
  expect(readdirSync(parent).sort()).toEqual(others.sort());
});
