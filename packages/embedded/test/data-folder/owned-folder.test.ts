import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { createOwnedFolder, removeAbandonedFolders } from '../../src/data-folder/owned-folder.ts';
import { temporaryFolder } from '../../testing/process/temporary-folder.ts';

const MODULE = fileURLToPath(new URL('../../src/data-folder/owned-folder.ts', import.meta.url));

test('a folder is removed when its owner has ended; other folders stay', () => {
  const parent = temporaryFolder('data');
  onTestFinished(() => rmSync(parent, { recursive: true, force: true }));
  const own = createOwnedFolder(parent, 'new-');
  const code = `
    const { createOwnedFolder } = await import(${JSON.stringify(MODULE)});
    console.log(createOwnedFolder(${JSON.stringify(parent)}, 'new-'));`;
  const args = ['--input-type=module', '--eval', code];
  const abandoned = spawnSync(process.execPath, args, { encoding: 'utf8' }).stdout.trim();
  mkdirSync(join(abandoned, 'inside'));
  const otherMachine = '00000000-1-00000000-AAAAAA';
  for (const name of [`new-${otherMachine}`, `old-${otherMachine}`, 'new-1'])
    mkdirSync(join(parent, name));

  expect(existsSync(abandoned)).toBe(true);
  removeAbandonedFolders(parent, 'new-');
  expect(existsSync(abandoned)).toBe(false);
  const others = [basename(own), 'new-1', `old-${otherMachine}`];
  expect(readdirSync(parent).sort()).toEqual([...others, `new-${otherMachine}`].sort());
  removeAbandonedFolders(parent, 'new-', -1);
  expect(readdirSync(parent).sort()).toEqual(others.sort());
});
