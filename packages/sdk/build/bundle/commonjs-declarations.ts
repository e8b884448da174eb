import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Copies each .d.ts to a .d.cts that imports the other .d.cts files, for programs that use `require`. */
export function copyForCommonJs(folder: string): void {
  for (const name of readdirSync(folder)) {
    if (!name.endsWith('.d.ts')) continue;
    const text = readFileSync(join(folder, name), 'utf8');
    const path = join(folder, name.replace(/\.ts$/, '.cts'));
    writeFileSync(path, text.replaceAll(/(from "\.\/[\w-]+)\.js"/g, '$1.cjs"'));
  }
}
