import { cpSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { buildContextFilter, type Copied } from './dockerfile.ts';

/** Copies what a COPY instruction takes from the repository: files, or folders without what .dockerignore leaves out. */
export function copyFromContext(root: string, folder: string, { from, to }: Copied): void {
  const isInContext = buildContextFilter(root);
  for (const path of from) {
    const target = to.endsWith('/')
      ? join(folder, to, path.split('/').at(-1) ?? '')
      : join(folder, to);
    mkdirSync(dirname(target), { recursive: true });
    cpSync(join(root, path), target, {
      recursive: true,
      filter: (source) => source === join(root, path) || isInContext(source.slice(root.length)),
    });
  }
}
