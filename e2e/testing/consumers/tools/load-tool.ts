import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { TOOLS } from './tools-folder.ts';

const require = createRequire(join(TOOLS, 'package.json'));

/** The path of a file of the tools' packages. */
export const toolPath = (specifier: string): string => require.resolve(specifier);

/** Imports a package of the tools. The compiler does not know its types: the caller names what it uses of it. */
export const loadTool = async <T>(name: string): Promise<T> =>
  (await import(pathToFileURL(toolPath(name)).href)) as T;
