import { EventEmitter } from 'node:events';
import { globSync, watch } from 'node:fs';
import { join } from 'node:path';

/** Editors write a file in several steps, and a checkout changes many files at once. */
const DEBOUNCE_MILLISECONDS = 100;

/** Emits `change` with the changed files' paths, relative to the root. */
export type SourceWatcher = EventEmitter<{ change: [files: string[]] }>;

/** Watches the TypeScript files, except tests, in the `src` folder of every package and app. */
export function watchSources(root: string): SourceWatcher {
  const watcher: SourceWatcher = new EventEmitter();
  const changed = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  const emit = () => {
    const files = [...changed];
    changed.clear();
    watcher.emit('change', files);
  };
  for (const folder of globSync('{apps,packages}/*/src', { cwd: root })) {
    watch(join(root, folder), { recursive: true }, (_, name) => {
      if (!name?.endsWith('.ts') || name.endsWith('.test.ts')) return;
      changed.add(join(folder, name));
      clearTimeout(timer);
      timer = setTimeout(emit, DEBOUNCE_MILLISECONDS);
    });
  }
  return watcher;
}
