import { currencyFont } from '@frontrow/ui/build/currency-font.ts';
import { koreanFont } from '@frontrow/ui/build/korean-font.ts';
import { lingui } from '@lingui/vite-plugin';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { pageSettings } from './src/build/page-settings.ts';

const FONTS = `${import.meta.dirname}/node_modules/.cache/fonts`;

/** Packages of the SDK's sources, which are bundled from here: `start` installs no development packages. */
const FROM_HERE = [
  ...['@tanstack/react-query', '@trpc/server', 'eventsource-parser', 'superjson'],
  ...['@frontrow/contract', 'react', 'react-dom', '@lingui/core', '@lingui/react'],
];

export default defineConfig({
  root: import.meta.dirname,
  plugins: [
    lingui({
      cwd: import.meta.dirname,
      macroTransform: true,
      failOnMissing: true,
      failOnCompileError: true,
    }),
    react(),
    tailwindcss(),
    koreanFont({
      catalogue: `${import.meta.dirname}/src/locales/ko.po`,
      cache: FONTS,
    }),
    currencyFont({ cache: FONTS }),
    pageSettings(),
  ],
  resolve: {
    conditions: ['@frontrow/source', 'module', 'browser', 'development|production'],
    dedupe: FROM_HERE,
  },
  build: {
    target: ['chrome111', 'firefox114', 'safari16.4'],
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        hashCharacters: 'base36',
        entryFileNames: 'assets/first-[hash].js',
        // What the first page needs is three files, which the page names one by one: each is a task of its own, and
        // what other pages share another: 23 small ones took four round trips over HTTP/1.1. The seat map is split as
        // its package says.
        codeSplitting: {
          groups: [
            {
              name: 'react-dom',
              test: /src.react-first|node_modules.(react|react-dom|scheduler)\W/,
              priority: 4,
            },
            {
              name: 'router',
              test: /node_modules.@tanstack.[\w-]*(router|history|store)\W/,
              priority: 3,
            },
            { name: 'first', tags: ['$initial'], priority: 2 },
            { name: 'shared', minShareCount: 2, test: /^(?!.*seat-map)/, priority: 1 },
          ],
        },
      },
    },
  },
});
