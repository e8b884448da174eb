import { env } from 'node:process';
import type { Plugin } from 'vite';
import { API_META } from './api-meta.ts';
import type { PageModules } from './page-modules.ts';
import { firstScriptsOf, preloadsOf } from './preloads.ts';

const { API_URL = 'http://127.0.0.1:4000' } = env;

export interface PageSettings {
  pages?: readonly PageModules[];
  /** Under `vite` alone: where the API is. */
  apiUrl?: string;
}

/**
 * For the pages: what loads beside the first script. Under `vite` alone it names the API, as the server does for a
 * built page.
 */
export function pageSettings({ pages = [], apiUrl = API_URL }: PageSettings): Plugin {
  return {
    name: 'page-settings',
    transformIndexHtml: {
      order: 'post',
      handler: (_, { server, bundle = {} }) =>
        server
          ? [{ tag: 'meta', attrs: { name: API_META, content: apiUrl } }]
          : [...firstScriptsOf(bundle), ...preloadsOf(bundle, pages)],
    },
  };
}
