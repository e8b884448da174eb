import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { temporaryFolder } from '../process/temporary-folder.ts';

export interface EmptyHome {
  home: string;
  /** The only folder of the PATH. */
  bin: string;
  /** The cache of mongods; it does not exist yet. */
  cache: string;
  /** The environment of a user with this home. */
  env: Record<string, string> & { PATH: string };
  /** Writes a shell script into `bin`, and returns its path. */
  writeProgram(name: string, ...lines: string[]): string;
}

/** A home folder for one test: no programs on the PATH, no cache, and a mirror that refuses downloads. */
export function emptyHome(): EmptyHome {
  const home = temporaryFolder('home');
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  const [bin, caches] = [join(home, 'bin'), join(home, 'caches')];
  mkdirSync(bin);
  const MONGOMS_DOWNLOAD_MIRROR = 'https://127.0.0.1:1';
  return {
    home,
    bin,
    cache: join(caches, 'frontrow/mongod'),
    env: { HOME: home, TMPDIR: home, XDG_CACHE_HOME: caches, PATH: bin, MONGOMS_DOWNLOAD_MIRROR },
    writeProgram(name, ...lines) {
      const path = join(bin, name);
      writeFileSync(path, ['#!/bin/sh', ...lines, ''].join('\n'), { mode: 0o755 });
      return path;
    },
  };
}
