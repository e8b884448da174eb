/// <reference path="./subset-font.d.ts" />
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import subsetFont from 'subset-font';
import type { Plugin } from 'vite';

const require = createRequire(import.meta.url);
const PLACEHOLDER = '/fonts/korean.css';
const LATIN = Array.from({ length: 95 }, (_, n) => String.fromCharCode(32 + n)).join('');
/** Of dates, prices, lists and ranges, which no message contains. */
const ALWAYS = '₩€£¥·–—…‘’“”‹›→←↑↓✓✗×−일월화수목금토년시분초오전후';

export interface KoreanFontOptions {
  /** The Korean catalogue, whose characters the font gets. */
  catalogue: string;
  /** Where made fonts are kept. */
  cache: string;
}

/**
 * Fills fonts/korean.css: Pretendard with the characters of one catalogue only, one file of some 60 kB instead of
 * 2 MB. Made once for each set of characters.
 */
export function koreanFont({ catalogue, cache }: KoreanFontOptions): Plugin {
  return {
    name: 'korean-font',
    enforce: 'pre',
    async transform(code, id) {
      const path = id.split('?')[0] ?? id;
      if (!path.endsWith(PLACEHOLDER)) return null;
      this.addWatchFile(catalogue);
      const characters = charactersOf(readFileSync(catalogue, 'utf8'));
      const file = await makeFont(characters, cache);
      const url = relative(dirname(path), file).replaceAll('\\', '/');
      return code
        .replace('./korean-subset.woff2', url)
        .replace('U+0020-007E', `U+0020-007E, ${rangeOf(characters)}`);
    },
  };
}

/** What the translations of a catalogue consist of, without Latin. */
export function charactersOf(catalogue: string): string {
  const translations = catalogue.split('\n').filter((line) => !/^(#|msgid)/.test(line));
  const found = new Set([...translations.join('\n'), ...ALWAYS]);
  return [...found]
    .filter((character) => (character.codePointAt(0) ?? 0) > 126)
    .sort()
    .join('');
}

export const rangeOf = (characters: string): string =>
  [...characters]
    .map((one) => `U+${(one.codePointAt(0) ?? 0).toString(16).toUpperCase()}`)
    .join(', ');

async function makeFont(characters: string, cache: string): Promise<string> {
  const source = require.resolve('pretendard/dist/web/variable/woff2/PretendardVariable.woff2');
  const hash = createHash('sha256').update(source).update(characters).digest('hex').slice(0, 12);
  const file = join(cache, `pretendard-${hash}.woff2`);
  if (existsSync(file)) return file;
  const font = await subsetFont(readFileSync(source), LATIN + characters, {
    targetFormat: 'woff2',
    variationAxes: { wght: { min: 400, max: 800 } },
  });
  mkdirSync(cache, { recursive: true });
  writeFileSync(file, font);
  return file;
}
