import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { run } from './run.ts';

const here = createRequire(import.meta.url);
const sdk = createRequire(join(import.meta.dirname, '../../package.json'));

/** Versions of TypeScript, by the name that each is installed under. */
export const COMPILERS = { '5.7': 'typescript-5.7', newest: 'typescript' } as const;

export interface Compilation {
  files: string[];
  moduleResolution: 'nodenext' | 'bundler';
  /** React and its types, as an application has them that uses the hooks. */
  withReact?: boolean;
}

/** Compiles files of a project as strictly as it can be asked for; what the compiler has against them. */
export async function compile(
  project: string,
  compiler: keyof typeof COMPILERS,
  { files, moduleResolution, withReact = false }: Compilation,
): Promise<string> {
  const compilerOptions = {
    ...{ strict: true, skipLibCheck: false, noEmit: true, exactOptionalPropertyTypes: true },
    ...{ noUncheckedIndexedAccess: true, allowUnreachableCode: false, types: [] },
    ...{ target: 'es2022', lib: ['es2022', 'dom', 'dom.iterable'], moduleResolution },
    module: moduleResolution === 'bundler' ? 'esnext' : 'nodenext',
    paths: withReact ? reactPaths() : {},
  };
  const config = `tsconfig.${compiler}.${moduleResolution}${withReact ? '.react' : ''}.json`;
  writeFileSync(join(project, config), JSON.stringify({ compilerOptions, files }));
  const tsc = join(dirname(here.resolve(`${COMPILERS[compiler]}/package.json`)), 'bin/tsc');
  const { code, output } = await run(process.execPath, [tsc, '-p', config], project);
  return code === 0 ? '' : output || `it ended with ${code}`;
}

const reactPaths = (): Record<string, string[]> =>
  Object.fromEntries(
    ['@types/react', '@tanstack/react-query'].map((name) => [
      name.replace('@types/', ''),
      [dirname(sdk.resolve(`${name}/package.json`))],
    ]),
  );
