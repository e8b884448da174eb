import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Gives CommonJS its declarations: the same ones, which refer to each other by another ending. */
export function copyForCommonJs(folder: string): void {
  for (const name of readdirSync(folder)) {
    if (!name.endsWith('.d.ts')) continue;
    const text = readFileSync(join(folder, name), 'utf8');
    const path = join(folder, name.replace(/\.ts$/, '.cts'));
    writeFileSync(path, text.replaceAll(/(from "\.\/[\w-]+)\.js"/g, '$1.cjs"'));
  }
}
