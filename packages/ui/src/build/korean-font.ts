import { readFileSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import type { Plugin } from 'vite';
import { rangeOf, subsetFile } from './subset-file.ts';

const PLACEHOLDER = '/fonts/korean.css';
const LATIN = Array.from({ length: 95 }, (_, n) => String.fromCharCode(32 + n)).join('');
/** Of dates, prices, lists and ranges, which no message contains. */
const ALWAYS = '₩€£¥·–—…‘’“”‹›→←↑↓✓✗×−일월화수목금토년시분초오전후';

export interface KoreanFontOptions {
  /** The Korean catalogue, whose characters the font gets. */
  catalogue: string;
  /** Files with the Korean words of packages that bring their own. */
  more?: readonly string[];
  /** Where made fonts are kept. */
  cache: string;
}

/**
 * Fills fonts/korean.css: Pretendard with the characters of one catalogue only, one file of some 60 kB instead of
 * 2 MB.
 */
export function koreanFont({ catalogue, more = [], cache }: KoreanFontOptions): Plugin {
  return {
    name: 'korean-font',
    enforce: 'pre',
    async transform(code, id) {
      const path = id.split('?')[0] ?? id;
      if (!path.endsWith(PLACEHOLDER)) return null;
      const files = [catalogue, ...more];
      for (const path of files) this.addWatchFile(path);
      const words = files.map((path) => readFileSync(path, 'utf8')).join('\n');
      const characters = charactersOf(words);
      const file = await subsetFile({
        source: 'pretendard/dist/web/variable/woff2/PretendardVariable.woff2',
        characters: LATIN + characters,
        name: 'pretendard',
        cache,
      });
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
