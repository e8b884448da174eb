import { env } from 'node:process';
import type { Plugin } from 'vite';
import { API_META } from './api-meta.ts';

const { API_URL = 'http://127.0.0.1:4000' } = env;

/**
 * For the pages: preloads the font of each language, of which the server keeps one. Under `vite` alone it also
 * names the API, as the server does for a built page.
 */
export function pageSettings(apiUrl = API_URL): Plugin {
  return {
    name: 'page-settings',
    transformIndexHtml: {
      order: 'post',
      handler(_, { server, bundle = {} }) {
        if (server) return [{ tag: 'meta', attrs: { name: API_META, content: apiUrl } }];
        const files = Object.keys(bundle);
        const preload = (language: string, name: RegExp) => {
          const file = files.find((path) => name.test(path));
          if (!file) throw new Error(`the build has no font for ${language}`);
          return {
            tag: 'link',
            attrs: {
              ...{ rel: 'preload', as: 'font', type: 'font/woff2', crossorigin: '' },
              ...{ href: `/${file}`, 'data-language': language },
            },
            injectTo: 'head-prepend' as const,
          };
        };
        return [
          preload('en', /inter-latin-wght-normal-[^/]*\.woff2$/),
          preload('ko', /pretendard-[0-9a-f]{12}-[^/]*\.woff2$/),
        ];
      },
    },
  };
}
