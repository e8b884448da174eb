import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { build } from 'esbuild';

/** No inline script, no inline style: what a careful page allows. */
const POLICY = "default-src 'none'; script-src 'self'; font-src 'self'; style-src 'self'";

const HTML = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Seat map</title>
<meta name="viewport" content="width=device-width"><link rel="stylesheet" href="/page.css"></head>
<body><main><h1>Seats</h1><div id="map"></div><div id="beside"></div></main><script type="module" src="/page.js"></script></body></html>`;

const CSS = `html{color-scheme:light dark}html.dark{color-scheme:dark}html.light{color-scheme:light}
body{margin:0;font-family:sans-serif;background:light-dark(#fafaf9,#0f100d);color:light-dark(#151713,#f1f2ef)}h1{position:absolute;clip-path:inset(50%)}
main{display:flex;flex-direction:column;height:100vh}#map{flex:1;min-height:0}.frame{height:500px}`;

export interface Site {
  origin: string;
  close(): void;
}

/**
 * Serves a page with a program, bundled from its sources, under a strict content security policy.
 *
 * @param styles whether the policy lets programs write styles, as other maps than this one do
 */
export async function startSite(
  program: string = join(import.meta.dirname, 'program.ts'),
  { styles = false } = {},
): Promise<Site> {
  const { outputFiles } = await build({
    ...{
      entryPoints: { page: program },
      bundle: true,
      write: false,
      format: 'esm',
      minify: true,
      splitting: true,
      outdir: '/',
    },
    ...{ conditions: ['@frontrow/source'], define: { 'process.env.NODE_ENV': '"production"' } },
    jsx: 'automatic',
    // The package is free of side effects, the programs of its test pages are not.
    ignoreAnnotations: true,
  });
  const files: Record<string, [type: string, text: string]> = {
    '/': ['text/html', HTML],
    '/page.css': ['text/css', CSS],
    ...Object.fromEntries(
      outputFiles.map(({ path, text }) => [path, ['text/javascript', text] as [string, string]]),
    ),
  };
  const server = createServer(({ url = '' }, response) => {
    const [type, text] = files[url] ?? ['text/plain', ''];
    response.setHeader('content-type', `${type}; charset=utf-8`);
    response.setHeader(
      'content-security-policy',
      styles ? `${POLICY} 'unsafe-inline'; img-src * data:` : POLICY,
    );
    response.end(text);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
