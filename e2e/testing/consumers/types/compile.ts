import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { runCommand } from '../runtime/run-command.ts';
import { toolFolder } from '../tools/tools-folder.ts';

const require = createRequire(import.meta.url);

/** The versions of TypeScript, and the folder that each is installed in. */
export const COMPILERS = {
  '5.7': () => toolFolder('typescript-5.7') ?? '',
  newest: () => dirname(require.resolve('typescript/package.json')),
} as const;

export interface Compilation {
  files: string[];
  moduleResolution: 'nodenext' | 'bundler';
  /** Whether React can be imported, and there is what the types of React and tRPC need. */
  withPeers?: boolean;
}

/** Compiles files of a project with the strictest settings; returns the errors, empty if there are none. */
export async function compile(
  project: string,
  compiler: keyof typeof COMPILERS,
  { files, moduleResolution, withPeers = false }: Compilation,
): Promise<string> {
  const compilerOptions = {
    ...{ strict: true, skipLibCheck: false, noEmit: true, exactOptionalPropertyTypes: true },
    // TypeScript's own libraries are not the subject; to check them takes a third of the processor time.
    skipDefaultLibCheck: true,
    ...{ noUncheckedIndexedAccess: true, allowUnreachableCode: false, types: [] },
    ...{ target: 'es2022', moduleResolution },
    lib: ['es2022', 'dom', 'dom.iterable', ...(withPeers ? ['esnext.disposable'] : [])],
    module: moduleResolution === 'bundler' ? 'esnext' : 'nodenext',
    paths: withPeers ? reactPaths() : {},
  };
  const config = `tsconfig.${compiler}.${moduleResolution}${withPeers ? '.peers' : ''}.json`;
  writeFileSync(join(project, config), JSON.stringify({ compilerOptions, files }));
  const args = [join(COMPILERS[compiler](), 'bin/tsc'), '-p', config];
  const { code, output } = await runCommand(process.execPath, args, { cwd: project });
  return code === 0 ? '' : output || `the compiler exited with code ${code}`;
}

const reactPaths = (): Record<string, string[]> =>
  Object.fromEntries(
    ['@types/react', '@tanstack/react-query'].map((name) => [
      name.replace('@types/', ''),
      [dirname(require.resolve(`${name}/package.json`))],
    ]),
  );
