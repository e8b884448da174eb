import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.url);
const arch = process.arch === 'arm64' ? 'aarch64' : process.arch;

/** The oldest Node that the package promises, Bun and Cloudflare's; null where there is none for this machine. */
export const node20 = (): string | null =>
  binary(`node-${process.platform}-${process.arch}`, 'bin/node');
export const bun = (): string | null => binary(`@oven/bun-${process.platform}-${arch}`, 'bin/bun');
export const workerd = (): string | null => binary('workerd', 'bin/workerd');

function binary(name: string, path: string): string | null {
  try {
    const file = join(dirname(require.resolve(`${name}/package.json`)), path);
    return existsSync(file) ? file : null;
  } catch {
    return null;
  }
}
