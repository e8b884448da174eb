import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const README = join(import.meta.dirname, '../../../packages/sdk/README.md');
/** Inside the package, so that imports of the SDK resolve. */
const PARENT = join(import.meta.dirname, '../../sdk/readme');
const FENCE = /^```(tsx?) example=(\w+)\n(.*?)^```$/gms;

/** The global variables that the examples use. */
export interface ExampleGlobals {
  accessToken: string;
  concertId: string;
  customerId: string;
  serviceToken: string;
}
const GLOBALS: (keyof ExampleGlobals)[] = [
  'accessToken',
  'concertId',
  'customerId',
  'serviceToken',
];

export interface Examples {
  /** The path of each example's file, by the example's name. */
  files: Map<string, string>;
  /** Compiles the examples; returns the compiler's errors, empty if there are none. */
  compile(): Promise<string>;
  remove(): Promise<void>;
}

/** Writes the examples of the README to files that call the given server. */
export async function writeExamples(url: string): Promise<Examples> {
  const text = await readFile(README, 'utf8');
  const folder = await mkdtemp(join(PARENT, '.examples-'));
  const files = new Map<string, string>();
  for (const [, extension, name = '', code = ''] of text.matchAll(FENCE)) {
    const file = join(folder, `${name}.${extension}`);
    await writeFile(file, code.replaceAll('https://sale.example', url));
    files.set(name, file);
  }
  const globals = GLOBALS.map((name) => `declare const ${name}: string;\n`).join('');
  await writeFile(join(folder, 'globals.d.ts'), globals);
  await writeFile(
    join(folder, 'tsconfig.json'),
    JSON.stringify({
      extends: '../../../tsconfig.json',
      compilerOptions: { jsx: 'react-jsx', moduleDetection: 'force' },
      include: ['*'],
    }),
  );
  return {
    files,
    async compile() {
      const compiler = createRequire(import.meta.url).resolve('typescript/package.json');
      const tsc = join(dirname(compiler), 'bin', 'tsc');
      const run = promisify(execFile)(process.execPath, [tsc, '-p', folder]);
      return run.then(
        () => '',
        ({ stdout }: { stdout: string }) => stdout,
      );
    },
    remove: () => rm(folder, { recursive: true }),
  };
}
