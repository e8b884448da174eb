import { build, type Rolldown } from 'vite';
import { compressFiles } from './compress.ts';

type Output = Rolldown.RolldownOutput['output'];

export interface BuildOptions {
  configFile: string;
  outDir: string;
  /** Adds files to the folder before its texts are compressed. */
  complete?(output: Output): Promise<void>;
}

/** Builds the pages of an app into a folder. */
export async function buildPages({ configFile, outDir, complete }: BuildOptions): Promise<void> {
  const built = await build({
    configFile,
    mode: 'production',
    logLevel: 'warn',
    build: { outDir, emptyOutDir: true },
  });
  if (!('output' in built)) throw new Error('the build has no single output');
  await complete?.(built.output);
  compressFiles(outDir);
}
