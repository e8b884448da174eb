import { mkdirSync, realpathSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';

const installed = join(import.meta.dirname, '../../../node_modules');

/** Links React and TanStack Query into a project, as an application that uses the hooks has them. */
export function installReact(project: string): void {
  const modules = join(project, 'node_modules');
  mkdirSync(join(modules, '@tanstack'));
  for (const name of ['react', 'react-dom', '@tanstack/react-query']) {
    symlinkSync(realpathSync(join(installed, name)), join(modules, name), 'junction');
  }
}
