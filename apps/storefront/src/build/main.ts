import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { compressFiles } from './compress.ts';

/** Builds the pages into the folder that is named: `node src/build/main.ts <folder>`. */
const [outDir] = process.argv.slice(2);
if (!outDir) throw new Error('name the folder to build into');
await build({
  configFile: fileURLToPath(new URL('../../vite.config.ts', import.meta.url)),
  mode: 'production',
  logLevel: 'warn',
  build: { outDir, emptyOutDir: true },
});
compressFiles(outDir);
