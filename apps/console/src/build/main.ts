import { fileURLToPath } from 'node:url';
import { buildPages } from '@frontrow/pages/build/build-pages.ts';

/** Builds the pages into the folder that is named: `node src/build/main.ts <folder>`. */
const [outDir] = process.argv.slice(2);
if (!outDir) throw new Error('name the folder to build into');
await buildPages({
  configFile: fileURLToPath(new URL('../../vite.config.ts', import.meta.url)),
  outDir,
});
