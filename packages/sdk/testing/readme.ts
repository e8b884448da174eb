import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const PACKAGE = fileURLToPath(new URL('..', import.meta.url));
const FENCE = /^```(tsx?) example=(\w+)\n(.*?)^```$/gms;

/** What the examples take for granted; who runs them sets it. */
export interface Given {
  accessToken: string;
  concertId: string;
  customerId: string;
  serviceToken: string;
}
const GIVEN: (keyof Given)[] = ['accessToken', 'concertId', 'customerId', 'serviceToken'];

export interface Readme {
  /** The files of the examples by their names. */
  examples: Map<string, string>;
  /** What the compiler has against them; empty if nothing. */
  check(): Promise<string>;
  remove(): Promise<void>;
}

/** The examples of the README as files, against that server. */
export async function writeExamples(url: string): Promise<Readme> {
  const text = await readFile(join(PACKAGE, 'README.md'), 'utf8');
  const folder = await mkdtemp(join(PACKAGE, 'test', '.readme-'));
  const examples = new Map<string, string>();
  for (const [, extension, name = '', code = ''] of text.matchAll(FENCE)) {
    const file = join(folder, `${name}.${extension}`);
    await writeFile(
      file,
      code
        .replaceAll('https://sale.example', url)
        .replaceAll("'@frontrow/sdk'", "'../../src/index.ts'")
        .replaceAll("'@frontrow/sdk/react'", "'../../src/react.ts'"),
    );
    examples.set(name, file);
  }
  const globals = GIVEN.map((name) => `declare const ${name}: string;\n`).join('');
  await writeFile(join(folder, 'given.d.ts'), globals);
  await writeFile(
    join(folder, 'tsconfig.json'),
    JSON.stringify({
      extends: '../../tsconfig.json',
      compilerOptions: { jsx: 'react-jsx', moduleDetection: 'force' },
      include: ['*'],
    }),
  );
  return {
    examples,
    async check() {
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
