import { gzipSync } from 'node:zlib';
import { type BuildOptions, build } from 'esbuild';

/** A program with all that it needs in one text, as the bundler of an application makes it. */
export async function bundle(
  project: string,
  { entry, ...options }: BuildOptions & { entry: string },
): Promise<string> {
  const { outputFiles } = await build({
    ...{ absWorkingDir: project, bundle: true, minify: true, write: false, format: 'esm' },
    stdin: { contents: entry, resolveDir: project },
    ...options,
  });
  return outputFiles?.[0]?.text ?? '';
}

/** As a browser loads it. */
export const gzipped = (text: string): number => gzipSync(text, { level: 9 }).byteLength;
