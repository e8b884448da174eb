import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const path = join(import.meta.dirname, '../api-report.md');
const dist = join(import.meta.dirname, '../dist');

const HEAD = `# What @frontrow/sdk promises

The types as they are published. A change here is a change for everybody who uses them: look at it, then
write it with \`pnpm --filter @frontrow/sdk api:update\`.
`;

const LISTS = /^(?:import|export) \{ .*$/gm;
const aLineEach = (list: string): string => list.replaceAll(', ', ',\n  ').replace('{ ', '{\n  ');

/** The report that is kept in the repository. */
export const keptReport = (): string => readFileSync(path, 'utf8');

/** The report on what was built last. */
export function reportOnBuild(): string {
  const files = readdirSync(dist)
    .filter((name) => name.endsWith('.d.ts'))
    .sort();
  const parts = files.map((name) => {
    const text = readFileSync(join(dist, name), 'utf8').trim().replace(LISTS, aLineEach);
    return `\n## ${name}\n\n\`\`\`ts\n${text}\n\`\`\`\n`;
  });
  return [HEAD, ...parts].join('');
}

export const writeReport = (): void => writeFileSync(path, reportOnBuild());
