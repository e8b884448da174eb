import { fileURLToPath } from 'node:url';
import { pagesConfig } from '@frontrow/pages/build/vite-config.ts';
import { defineConfig } from 'vite';
import { PAGES } from './src/build/page-modules.ts';

/** The words that the editor of charts brings along. */
const EDITOR_WORDS = import.meta.resolve('@frontrow/chart-editor/messages/korean.ts');

export default defineConfig(
  pagesConfig({
    root: import.meta.dirname,
    pages: PAGES,
    koreanWords: [fileURLToPath(EDITOR_WORDS)],
  }),
);
