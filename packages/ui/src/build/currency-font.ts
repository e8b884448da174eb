import { dirname, relative } from 'node:path';
import type { Plugin } from 'vite';
import { rangeOf, subsetFile } from './subset-file.ts';

const PLACEHOLDER = '/fonts/inter.css';
/** Signs that Inter's Latin file lacks: won, dong, rupee, lira, rouble, peso, hryvnia, shekel. */
const SIGNS = '₩₫₹₺₽₱₴₪';

/**
 * Fills fonts/inter.css: the signs of currencies from Inter's file for extended Latin, as a file of some 2 kB. Without
 * it each price in won loads 80 kB of the Korean font.
 */
export function currencyFont({ cache }: { cache: string }): Plugin {
  return {
    name: 'currency-font',
    enforce: 'pre',
    async transform(code, id) {
      const path = id.split('?')[0] ?? id;
      if (!path.endsWith(PLACEHOLDER)) return null;
      const file = await subsetFile({
        source: '@fontsource-variable/inter/files/inter-latin-ext-wght-normal.woff2',
        characters: SIGNS,
        name: 'inter-currency',
        cache,
      });
      const url = relative(dirname(path), file).replaceAll('\\', '/');
      return code.replace('./inter-currency.woff2', url).replace('U+20A9;', `${rangeOf(SIGNS)};`);
    },
  };
}
