import { env } from 'node:process';
import type { HtmlTagDescriptor, Plugin, Rolldown } from 'vite';
import { API_META } from './api-meta.ts';

const { API_URL = 'http://127.0.0.1:4000' } = env;

/**
 * For the pages: loads the font and the messages of each language beside the first script; the server keeps those
 * of one language. Under `vite` alone it also names the API, as the server does for a built page.
 */
export function pageSettings(apiUrl = API_URL): Plugin {
  return {
    name: 'page-settings',
    transformIndexHtml: {
      order: 'post',
      handler(_, { server, bundle = {} }) {
        if (server) return [{ tag: 'meta', attrs: { name: API_META, content: apiUrl } }];
        return [
          preloadFont(bundle, 'en', /inter-latin-wght-normal-[^/]*\.woff2$/),
          preloadFont(bundle, 'en', /inter-currency-[0-9a-f]{12}-[^/]*\.woff2$/),
          preloadFont(bundle, 'ko', /pretendard-[0-9a-f]{12}-[^/]*\.woff2$/),
          preloadMessages(bundle, 'en'),
          preloadMessages(bundle, 'ko'),
        ];
      },
    },
  };
}

function preloadFont(
  bundle: Rolldown.OutputBundle,
  language: string,
  name: RegExp,
): HtmlTagDescriptor {
  const file = Object.keys(bundle).find((path) => name.test(path));
  if (!file) throw new Error(`the build has no font for ${language}`);
  return {
    tag: 'link',
    attrs: {
      ...{ rel: 'preload', as: 'font', type: 'font/woff2', crossorigin: '' },
      ...{ href: `/${file}`, 'data-language': language },
    },
    injectTo: 'head-prepend',
  };
}

function preloadMessages(bundle: Rolldown.OutputBundle, language: string): HtmlTagDescriptor {
  const chunk = Object.values(bundle).find(
    (one) => one.type === 'chunk' && one.facadeModuleId?.endsWith(`/locales/${language}.po`),
  );
  if (!chunk) throw new Error(`the build has no messages for ${language}`);
  return {
    tag: 'link',
    attrs: {
      ...{ rel: 'modulepreload', crossorigin: '' },
      ...{ href: `/${chunk.fileName}`, 'data-language': language },
    },
    injectTo: 'head',
  };
}
