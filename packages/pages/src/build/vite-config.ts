import { currencyFont } from '@frontrow/ui/build/currency-font.ts';
import { koreanFont } from '@frontrow/ui/build/korean-font.ts';
import { lingui } from '@lingui/vite-plugin';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import type { UserConfig } from 'vite';
import type { PageModules } from './page-modules.ts';
import { pageSettings } from './page-settings.ts';

/** Packages of the SDK's sources, which are bundled from the app: `start` installs no development packages. */
const FROM_APP = [
  ...['@tanstack/react-query', '@trpc/server', 'eventsource-parser', 'superjson'],
  ...['@frontrow/contract', 'react', 'react-dom', '@lingui/core', '@lingui/react'],
];

export interface PagesConfigOptions {
  /** The folder of the app. */
  root: string;
  pages: readonly PageModules[];
  /** Files with the Korean words of packages that bring their own. */
  koreanWords?: readonly string[];
}

/** How the pages of an app are built, and served from their sources. */
export function pagesConfig({ root, pages, koreanWords = [] }: PagesConfigOptions): UserConfig {
  const fonts = `${root}/node_modules/.cache/fonts`;
  return {
    root,
    plugins: [
      lingui({
        cwd: root,
        macroTransform: true,
        failOnMissing: true,
        failOnCompileError: true,
      }),
      react(),
      tailwindcss(),
      koreanFont({ catalogue: `${root}/src/locales/ko.po`, more: koreanWords, cache: fonts }),
      currencyFont({ cache: fonts }),
      pageSettings({ pages }),
    ],
    resolve: {
      conditions: ['@frontrow/source', 'module', 'browser', 'development|production'],
      dedupe: FROM_APP,
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
  };
}
