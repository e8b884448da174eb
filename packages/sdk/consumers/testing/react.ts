import { mkdirSync, realpathSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';

const installed = join(import.meta.dirname, '../../node_modules');

/** Gives a project React and TanStack Query, as an application has them that uses the hooks. */
export function addReact(project: string): void {
  const modules = join(project, 'node_modules');
  mkdirSync(join(modules, '@tanstack'));
  for (const name of ['react', 'react-dom', '@tanstack/react-query']) {
    symlinkSync(realpathSync(join(installed, name)), join(modules, name), 'junction');
  }
}
