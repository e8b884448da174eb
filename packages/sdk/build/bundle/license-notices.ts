import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Rolldown } from 'tsdown';

/** The folder of the package that a module belongs to. */
const PACKAGE = /^.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+(?=[\\/])/;

/** Adds a text to the build: the licences of all bundled packages, as those licences require. */
export const withNotices = (fileName: string): Rolldown.Plugin => ({
  name: 'with-notices',
  generateBundle(_options, bundle) {
    const modules = Object.values(bundle).flatMap((file) =>
      file.type === 'chunk' ? file.moduleIds : [],
    );
    const packages = new Set(modules.flatMap((id) => PACKAGE.exec(id)?.[0] ?? []));
    const source = [...packages].map(noticeOf).sort().join('\n');
    if (source !== '') this.emitFile({ type: 'asset', fileName, source });
  },
});

function noticeOf(folder: string): string {
  const { name, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  if (!file) throw new Error(`${name} has no licence file`);
  return `${name} ${version}\n\n${readFileSync(join(folder, file), 'utf8').trim()}\n`;
}
