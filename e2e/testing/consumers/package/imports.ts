import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const SPECIFIER = /(?:\bfrom|\bimport|\brequire\(|\bimport\()\s*["']([^"']+)["']/g;

/** The imports of other packages in each JavaScript file of a folder. */
export function importsOf(folder: string): Map<string, string[]> {
  const files = readdirSync(folder).filter((name) => /\.c?js$/.test(name));
  return new Map(
    files.map((name) => {
      const text = readFileSync(join(folder, name), 'utf8');
      const specifiers = [...text.matchAll(SPECIFIER)].map(([, specifier = '']) => specifier);
      return [name, specifiers.filter((specifier) => !specifier.startsWith('./')).sort()];
    }),
  );
}

/** The names and texts of the type declarations in a folder. */
export const declarationsOf = (folder: string): [string, string][] =>
  readdirSync(folder)
    .filter((name) => /\.d\.c?ts$/.test(name))
    .map((name) => [name, readFileSync(join(folder, name), 'utf8')]);

export const manifestIn = (folder: string): Record<string, unknown> =>
  JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));

/** The lines of the package's files that name one of our packages other than the SDK, or the workspace. */
export function privateNamesIn(folder: string): string[] {
  const files = readdirSync(folder, { withFileTypes: true, recursive: true });
  return files
    .filter((entry) => entry.isFile())
    .flatMap(({ parentPath, name }) => {
      const lines = readFileSync(join(parentPath, name), 'utf8').split('\n');
      return lines.filter((line) => PRIVATE.test(line)).map((line) => `${name}: ${line.trim()}`);
    });
}
const PRIVATE =
  /@frontrow\/(?!sdk\b)|"(?:workspace|catalog):|\.\.\/(?:api|contract|domain)\/|node_modules\//;
