/// <reference path="./subset-font.d.ts" />
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import subsetFont from 'subset-font';

const require = createRequire(import.meta.url);

export interface Subset {
  /** The variable font that it is a part of: a file of a package. */
  source: string;
  characters: string;
  /** What the file's name begins with. */
  name: string;
  /** Where made fonts are kept. */
  cache: string;
}

/** The path of a font with those characters only, in the weights of the design. Made once for each set of characters. */
export async function subsetFile({ source, characters, name, cache }: Subset): Promise<string> {
  const path = require.resolve(source);
  const hash = createHash('sha256').update(path).update(characters).digest('hex').slice(0, 12);
  const file = join(cache, `${name}-${hash}.woff2`);
  if (existsSync(file)) return file;
  const font = await subsetFont(readFileSync(path), characters, {
    targetFormat: 'woff2',
    variationAxes: { wght: { min: 400, max: 800 } },
  });
  mkdirSync(cache, { recursive: true });
  writeFileSync(file, font);
  return file;
}

/** The characters as a `unicode-range`. */
export const rangeOf = (characters: string): string =>
  [...characters]
    .map((one) => `U+${(one.codePointAt(0) ?? 0).toString(16).toUpperCase()}`)
    .join(', ');
