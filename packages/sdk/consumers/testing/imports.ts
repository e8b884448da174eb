import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const SPECIFIER = /(?:\bfrom|\bimport|\brequire\(|\bimport\()\s*["']([^"']+)["']/g;

/** Everything that is not a file of the package itself and that one of its programs imports. */
export function importsOf(folder: string): Map<string, string[]> {
  const programs = readdirSync(folder).filter((name) => /\.c?js$/.test(name));
  return new Map(
    programs.map((name) => {
      const text = readFileSync(join(folder, name), 'utf8');
      const named = [...text.matchAll(SPECIFIER)].map(([, specifier = '']) => specifier);
      return [name, named.filter((specifier) => !specifier.startsWith('./')).sort()];
    }),
  );
}
