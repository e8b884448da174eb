import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'tsdown';
import { types } from '../tsdown.config.ts';

const folder = join(import.meta.dirname, '..');

const HEAD = `# The public API of @frontrow/seat-map

The types as they are published. Every change of this file is a change for the users of the package: review
it. \`npx -y pnpm@12 generate\` writes it.
`;

/** The report on the types of the current sources. */
export async function reportOnSources(): Promise<string> {
  const outDir = mkdtempSync(join(tmpdir(), 'frontrow-map-types-'));
  try {
    await build({ ...types, config: false, cwd: folder, outDir, logLevel: 'warn' });
    const files = readdirSync(outDir).filter((name) => name.endsWith('.d.ts'));
    const parts = files.sort().map((name) => {
      const text = readFileSync(join(outDir, name), 'utf8').trim();
      return `\n## ${name}\n\n\`\`\`ts\n${text}\n\`\`\`\n`;
    });
    return [HEAD, ...parts].join('');
  } finally {
    rmSync(outDir, { recursive: true });
  }
}
