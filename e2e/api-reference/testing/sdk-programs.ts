import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { VALUES } from '@frontrow/api-reference/examples/inputs';
import { constantOf } from '@frontrow/api-reference/examples/literal';
import { type PageExample, variablesIn } from './pages.ts';
import type { Values } from './prepared-values.ts';

const PACKAGE = join(import.meta.dirname, '..');

/** The SDK examples as modules in a folder of their own, each with its values as parameters. */
export interface SdkPrograms {
  /** Returns what the compiler reports; empty if nothing. */
  compile(): Promise<string>;
  /** Runs an example. Returns its `answer`, or what it printed. */
  run(path: string, values: Values): Promise<unknown>;
  remove(): Promise<void>;
}

export async function writeSdkPrograms(examples: readonly PageExample[]): Promise<SdkPrograms> {
  const folder = await mkdtemp(join(PACKAGE, '.programs-'));
  for (const example of examples) {
    await writeFile(join(folder, `${example.path}.ts`), programOf(example));
  }
  const config = { extends: '../../../tsconfig.json', include: ['*.ts'] };
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(config));
  return {
    compile() {
      const compiler = createRequire(import.meta.url).resolve('typescript/package.json');
      const tsc = join(dirname(compiler), 'bin', 'tsc');
      const run = promisify(execFile)(process.execPath, [tsc, '-p', folder]);
      return run.then(
        () => '',
        ({ stdout }: { stdout: string }) => stdout,
      );
    },
    async run(path, values) {
      const program = await import(join(folder, `${path}.ts`));
      const constants = Object.entries(values).map(([name, value]) => [constantOf(name), value]);
      return program.run(Object.fromEntries(constants));
    },
    remove: () => rm(folder, { recursive: true }),
  };
}

/** The variables that an SDK example, and the client that it needs, use. */
export const sdkVariables = ({ curl, sdk }: PageExample): string[] =>
  Object.keys(VALUES).filter((name) => {
    if (name === 'URL') return true;
    if (name === 'TOKEN') return variablesIn(curl).includes(name);
    return new RegExp(`\\b${constantOf(name)}\\b`).test(sdk);
  });

function programOf(example: PageExample): string {
  const names = sdkVariables(example).map(constantOf);
  const parameters = `{ ${names.join(', ')} }: Record<${names.map((name) => `'${name}'`).join(' | ')}, string>`;
  const auth = names.includes('token') ? 'token' : 'null';
  const answers = example.sdk.includes('const answer =');
  const statements = answers ? example.sdk : example.sdk.replace('console.log(', 'printed.push(');
  return [
    "import { createFrontrowClient } from '@frontrow/sdk';",
    `export async function run(${parameters}) {`,
    `const client = createFrontrowClient({ url, auth: ${auth} });`,
    answers ? '' : 'const printed: unknown[] = [];',
    statements,
    `return ${answers ? 'answer' : 'printed'};`,
    '}',
  ].join('\n');
}
