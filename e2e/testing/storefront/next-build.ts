import { cpSync, globSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@frontrow/embedded/testing/process/temporary-folder';

const SCRIPT = /-[0-9a-z]{7}([0-9a-z]\.js)/g;
/** As a build names scripts whose content has changed. */
export const renamed = (text: string): string => text.replaceAll(SCRIPT, '-nextbld$1');

/** A build as the next release has it: every script has another name. The caller removes the folder. */
export function nextBuild(folder: string): string {
  const next = temporaryFolder('next-build');
  cpSync(folder, next, { recursive: true });
  // The compressed copies are those of the build before.
  for (const name of globSync('**/*.{br,gz}', { cwd: next })) rmSync(join(next, name));
  for (const name of globSync('**/*.{js,html}', { cwd: next })) {
    const file = join(next, name);
    const text = renamed(readFileSync(file, 'utf8'));
    writeFileSync(file, name === 'service-worker.js' ? withOtherBuild(text) : text);
    renameSync(file, join(next, renamed(name)));
  }
  return next;
}

const withOtherBuild = (script: string): string =>
  script
    .replace(/BUILD=(.)[0-9a-f]{16}\1/, 'BUILD=$1nextbuild$1')
    .replace(/site-[0-9a-f]{16}/, 'site-nextbuild');
