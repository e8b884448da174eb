import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { compressFiles } from './compress.ts';
import { writeOfflineFiles } from './offline-files.ts';

/** Builds the pages into the folder that is named: `node src/build/main.ts <folder>`. */
const [outDir] = process.argv.slice(2);
if (!outDir) throw new Error('name the folder to build into');
const built = await build({
  configFile: fileURLToPath(new URL('../../vite.config.ts', import.meta.url)),
  mode: 'production',
  logLevel: 'warn',
  build: { outDir, emptyOutDir: true },
});
if (!('output' in built)) throw new Error('the build has no single output');
await writeOfflineFiles(outDir, built.output);
compressFiles(outDir);
