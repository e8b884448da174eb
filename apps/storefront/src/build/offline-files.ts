import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { minify, type Rolldown, transformWithOxc } from 'vite';

const WORKER = new URL('../service-worker/service-worker.ts', import.meta.url);
/** The pages that open without a network, with the words of every language. */
const OFFLINE = /\/src\/(account\/(tickets|reservations)-page\.tsx|locales\/\w+\.po)$/;

/** The list of the fonts of titles. */
const TITLES = /\/titles-[^/]+\.(css|js)$/;

type Output = Rolldown.RolldownOutput['output'];

/**
 * Completes a build with the files that have a fixed address: the service worker, which is told what it keeps, and the
 * manifest by which a device takes the site as an app.
 */
export async function writeOfflineFiles(folder: string, output: Output): Promise<void> {
  writeManifest(folder, output);
  const source = readFileSync(WORKER, 'utf8');
  const { code } = await transformWithOxc(source, 'service-worker.ts');
  const html = readFileSync(join(folder, 'index.html'), 'utf8');
  const names = output.map(({ fileName }) => fileName).toSorted();
  const build = createHash('sha256').update(html).update(names.join('\n')).digest('hex');
  const files = offlineFiles(output).map((name) => `/${name}`);
  const values = `const BUILD = ${JSON.stringify(build.slice(0, 16))}, FILES = ${JSON.stringify(files)};`;
  const script = await minify('service-worker.js', `${values}\n${code}`);
  writeFileSync(join(folder, 'service-worker.js'), script.code);
}

/** The files of the pages that open without a network: their chunks, what these import and may load, and styles. */
function offlineFiles(output: Output): string[] {
  const chunks = new Map(
    output.flatMap((file) => (file.type === 'chunk' ? [[file.fileName, file] as const] : [])),
  );
  const pages = [...chunks.values()].filter(({ moduleIds }) =>
    moduleIds.some((id) => OFFLINE.test(id)),
  );
  if (pages.length < 3) throw new Error('the build has no chunks for the pages with tickets');
  const files = new Set<string>();
  const add = (fileName: string) => {
    const chunk = chunks.get(fileName);
    if (!chunk || files.has(fileName)) return;
    files.add(fileName);
    for (const style of chunk.viteMetadata?.importedCss ?? []) files.add(style);
    chunk.imports.forEach(add);
  };
  for (const page of pages) {
    add(page.fileName);
    // Such as the maker of calendar files.
    if (!page.isEntry) page.dynamicImports.forEach(add);
  }
  for (const { fileName } of output) if (TITLES.test(fileName)) files.add(fileName);
  return [...files].toSorted();
}

function writeManifest(folder: string, output: Output): void {
  const icon = output.find(({ fileName }) => /\/icon-[^/]+\.svg$/.test(fileName));
  if (!icon) throw new Error('the build has no icon');
  const manifest = {
    ...{ name: 'Frontrow', short_name: 'Frontrow', start_url: '/', display: 'minimal-ui' },
    ...{ background_color: '#fafaf9', theme_color: '#fafaf9' },
    icons: [{ src: `/${icon.fileName}`, sizes: 'any', type: 'image/svg+xml' }],
  };
  writeFileSync(join(folder, 'manifest.webmanifest'), JSON.stringify(manifest));
  const page = join(folder, 'index.html');
  const html = readFileSync(page, 'utf8');
  const link = '<link rel="manifest" href="/manifest.webmanifest" />';
  writeFileSync(page, html.replace('<title>', `${link}\n    <title>`));
}
