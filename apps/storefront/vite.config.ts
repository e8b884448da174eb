import { pagesConfig } from '@frontrow/pages/build/vite-config.ts';
import { defineConfig } from 'vite';
import { PAGES } from './src/build/page-modules.ts';

export default defineConfig(pagesConfig({ root: import.meta.dirname, pages: PAGES }));
