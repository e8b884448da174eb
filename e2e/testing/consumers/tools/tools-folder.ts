import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** The folder with the tools' own package.json, lockfile and programs. */
export const TOOLS = join(import.meta.dirname, '../../../consumers/tools');

const require = createRequire(join(TOOLS, 'package.json'));

/** The folder of an installed package; null when it is not installed, or not made for this machine. */
export function toolFolder(name: string): string | null {
  try {
    return dirname(require.resolve(`${name}/package.json`));
  } catch {
    return null;
  }
}
