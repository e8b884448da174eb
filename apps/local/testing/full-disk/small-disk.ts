import { spawnSync } from 'node:child_process';
import { rmSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import { type DataFolder, dataFolder } from '@frontrow/embedded/testing/postgres/postgres-folder';
import { onTestFinished, type TestContext } from 'vitest';

export interface SmallDisk {
  data: DataFolder;
  /** Writes a file that leaves no byte. */
  fill(): void;
  /** Removes that file. */
  makeRoom(): void;
  freeBytes(): number;
}

/** A data folder on a disk of its own. The test is skipped where the user may not mount one. */
export function smallDisk({ skip }: TestContext, megabytes: number): SmallDisk {
  const data = dataFolder('disk');
  const options = ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'none'];
  if (spawnSync('mount', [...options, data.path]).status !== 0) {
    skip('needs the right to mount a disk');
  }
  onTestFinished(() => void spawnSync('umount', ['-l', data.path]));
  const filler = join(data.path, 'filler');
  return {
    data,
    fill: () => void spawnSync('dd', ['if=/dev/zero', `of=${filler}`, 'bs=4k']),
    makeRoom: () => rmSync(filler, { force: true }),
    freeBytes() {
      const { bavail, bsize } = statfsSync(data.path);
      return bavail * bsize;
    },
  };
}
