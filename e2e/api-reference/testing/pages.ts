import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = join(import.meta.dirname, '../../../docs/api');
const SECTION = /^## (\w+\.\w+)$/m;
const FENCE = /^```(\w+)\n(.*?)\n```$/gms;

/** The examples of one procedure, as they stand on its page. */
export interface PageExample {
  /** Such as `queue.join`. */
  path: string;
  curl: string;
  sdk: string;
}

/** Reads every example from the pages of docs/api. */
export const readExamples = (): PageExample[] =>
  readdirSync(FOLDER)
    .filter((name) => name !== 'README.md')
    .sort()
    .flatMap((name) => examplesOn(readFileSync(join(FOLDER, name), 'utf8')));

function examplesOn(page: string): PageExample[] {
  const [, ...parts] = page.split(SECTION);
  return parts.flatMap((path, index) => {
    if (index % 2 !== 0) return [];
    const fences = [...(parts[index + 1] ?? '').matchAll(FENCE)];
    const code = (language: string) => fences.find((fence) => fence[1] === language)?.[2] ?? '';
    return [{ path, curl: code('sh'), sdk: code('ts') }];
  });
}

/** The names of the variables of a text, such as `CONCERT_ID`. */
export const variablesIn = (text: string): string[] => [
  ...new Set([...text.matchAll(/\$([A-Z_]+)/g)].map(([, name = '']) => name)),
];
