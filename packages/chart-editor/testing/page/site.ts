import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { currencyFont } from '@frontrow/ui/build/currency-font.ts';
import { koreanFont } from '@frontrow/ui/build/korean-font.ts';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { build, type Rolldown } from 'vite';

/** No inline script and no inline style, as the pages of the console have it. */
const POLICY =
  "default-src 'none'; script-src 'self'; font-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'";

const FONTS = join(import.meta.dirname, '../../node_modules/.cache/fonts');
const TYPES: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.woff2': 'font/woff2',
};

export interface Site {
  origin: string;
  /** The files of the build with their sizes. */
  sizes: Record<string, number>;
  close(): void;
}

/** Builds the test page as the console is built, and serves it under a strict content security policy. */
export async function startSite(): Promise<Site> {
  const built = (await build({
    root: import.meta.dirname,
    configFile: false,
    logLevel: 'error',
    plugins: [
      react(),
      tailwindcss(),
      koreanFont({
        catalogue: join(import.meta.dirname, '../../src/messages/korean.ts'),
        cache: FONTS,
      }),
      currencyFont({ cache: FONTS }),
    ],
    resolve: { conditions: ['@frontrow/source', 'module', 'browser', 'development|production'] },
    build: { write: false, assetsInlineLimit: 0, modulePreload: { polyfill: false } },
  })) as Rolldown.RolldownOutput;
  const files = new Map<string, string | Uint8Array>();
  for (const file of built.output) {
    files.set(`/${file.fileName}`, file.type === 'chunk' ? file.code : file.source);
  }
  const server = createServer(({ url = '' }, response) => {
    const path = new URL(url, 'http://page').pathname;
    const name = path === '/' ? '/index.html' : path;
    const content = files.get(name);
    response.statusCode = content === undefined ? 404 : 200;
    response.setHeader('content-type', TYPES[extname(name)] ?? 'application/octet-stream');
    response.setHeader('content-security-policy', POLICY);
    response.end(content);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    sizes: Object.fromEntries([...files].map(([name, content]) => [name, content.length])),
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
