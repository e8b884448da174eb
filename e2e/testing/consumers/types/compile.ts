import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { runCommand } from '../runtime/run-command.ts';

const require = createRequire(import.meta.url);

/** The versions of TypeScript, and the package name that each is installed under. */
export const COMPILERS = { '5.7': 'typescript-5.7', newest: 'typescript' } as const;

export interface Compilation {
  files: string[];
  moduleResolution: 'nodenext' | 'bundler';
  /** Whether React and its types can be imported. */
  withReact?: boolean;
}

/** Compiles files of a project with the strictest settings; returns the errors, empty if there are none. */
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
  const tsc = join(dirname(require.resolve(`${COMPILERS[compiler]}/package.json`)), 'bin/tsc');
  const { code, output } = await runCommand(process.execPath, [tsc, '-p', config], project);
  return code === 0 ? '' : output || `the compiler exited with code ${code}`;
}

const reactPaths = (): Record<string, string[]> =>
  Object.fromEntries(
    ['@types/react', '@tanstack/react-query'].map((name) => [
      name.replace('@types/', ''),
      [dirname(require.resolve(`${name}/package.json`))],
    ]),
  );
