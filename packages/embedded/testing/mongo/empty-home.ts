import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { temporaryFolder } from '../process/temporary-folder.ts';

export interface BareHome {
  home: string;
  /** All that is on the PATH. */
  bin: string;
  /** Where mongods are kept. */
  cache: string;
  bare: Record<string, string> & { PATH: string };
  /** Puts a shell script on the PATH, and returns its path. */
  program(name: string, ...lines: string[]): string;
}

/** A home of the test's own, with no programs on the PATH and nowhere to download from. */
export function bareHome(): BareHome {
  const home = temporaryFolder('home');
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  const [bin, caches] = [join(home, 'bin'), join(home, 'caches')];
  mkdirSync(bin);
  const MONGOMS_DOWNLOAD_MIRROR = 'https://127.0.0.1:1';
  return {
    home,
    bin,
    cache: join(caches, 'frontrow/mongod'),
    bare: { HOME: home, TMPDIR: home, XDG_CACHE_HOME: caches, PATH: bin, MONGOMS_DOWNLOAD_MIRROR },
    program(name, ...lines) {
      const path = join(bin, name);
      writeFileSync(path, ['#!/bin/sh', ...lines, ''].join('\n'), { mode: 0o755 });
      return path;
    },
  };
}
