import { gzipSync } from 'node:zlib';
import { type BuildOptions, build } from 'esbuild';

/** Bundles a program with all its imports into one text, as an application's bundler does. */
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

/** The size in bytes with gzip, as a browser downloads it. */
export const gzippedSize = (text: string): number => gzipSync(text, { level: 9 }).byteLength;
