import { closeSync, fdatasyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Bench, Case } from '../scenario.ts';

/** A page of the write-ahead log. */
const BYTES = 8_192;
const AT_ONCE = 20;

/** What the disk of the database does: a page written and synchronised, one after the other. Each commit waits for one. */
export function fdatasyncCase({ database, sampleMilliseconds, onEnd }: Bench): Case {
  const path = join(database.folder, 'fdatasync');
  onEnd(() => rmSync(path, { force: true }));
  const page = Buffer.alloc(BYTES, 1);
  return {
    name: 'fdatasync of 8 kB, alone',
    floor: null,
    async product() {
      const file = openSync(path, 'w');
      const before = process.cpuUsage();
      const start = performance.now();
      let calls = 0;
      while (performance.now() - start < sampleMilliseconds) {
        for (let n = 0; n < AT_ONCE; n++, calls++) {
          writeSync(file, page, 0, BYTES, (calls % 1_000) * BYTES);
          fdatasyncSync(file);
        }
      }
      const seconds = (performance.now() - start) / 1000;
      closeSync(file);
      const own = process.cpuUsage(before);
      const server = own.user + own.system;
      return { calls, seconds, refused: 0, unexpected: [], server, postgres: 0 };
    },
  };
}
