import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { toolFolder } from '../tools/tools-folder.ts';

const arch = process.arch === 'arm64' ? 'aarch64' : process.arch;

// The paths of the runtimes' programs; null where there is no package for this machine.

/** The oldest version of Node that the SDK supports. */
export const node20 = (): string | null =>
  binary(`node-${process.platform}-${process.arch}`, 'bin/node');
export const bun = (): string | null => binary(`@oven/bun-${process.platform}-${arch}`, 'bin/bun');
/** The runtime of Cloudflare Workers. */
export const workerd = (): string | null => binary('workerd', 'bin/workerd');

function binary(name: string, path: string): string | null {
  const folder = toolFolder(name);
  const file = folder && join(folder, path);
  return file && existsSync(file) ? file : null;
}
