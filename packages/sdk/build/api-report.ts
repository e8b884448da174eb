import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'tsdown';
import { programs, types } from '../tsdown.config.ts';

const sdk = join(import.meta.dirname, '..');

const HEAD = `# The public API of @frontrow/sdk

The types as they are published. Every change of this file is a change for the users of the package: review
it. \`npx -y pnpm@12 generate\` writes it.
`;

const LISTS = /^(?:import|export) \{ .*$/gm;
const oneNamePerLine = (list: string): string =>
  list.replaceAll(', ', ',\n  ').replace('{ ', '{\n  ');

/** The report that is committed. */
export const committedReport = (): string => readFileSync(join(sdk, 'api-report.md'), 'utf8');

/** The report on the type declarations in a folder. */
export function reportOn(folder: string): string {
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.d.ts'))
    .sort();
  const parts = files.map((name) => {
    const text = readFileSync(join(folder, name), 'utf8').trim().replace(LISTS, oneNamePerLine);
    return `\n## ${name}\n\n\`\`\`ts\n${text}\n\`\`\`\n`;
  });
  return [HEAD, ...parts].join('');
}

/** Builds dist as it is published, and returns its path. */
export async function buildPackage(): Promise<string> {
  for (const config of [...programs, types]) {
    await build({ ...config, config: false, cwd: sdk, logLevel: 'warn' });
  }
  return join(sdk, 'dist');
}

/** The report on the current sources, from a build of the types alone: half a second, and dist stays as it is. */
export async function reportOnSources(): Promise<string> {
  const outDir = mkdtempSync(join(tmpdir(), 'frontrow-types-'));
  try {
    await build({ ...types, config: false, cwd: sdk, outDir, logLevel: 'warn' });
    return reportOn(outDir);
  } finally {
    rmSync(outDir, { recursive: true });
  }
}
