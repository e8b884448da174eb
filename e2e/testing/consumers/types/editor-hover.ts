import { join } from 'node:path';
import ts from 'typescript-5.7';

/** The tooltip that an editor shows at the last name of an expression: its type and its comment. */
export function tooltipOf(project: string, expression: string): string {
  const file = join(project, 'hover.ts');
  const text = `
    import { createFrontrowClient, type Session } from '@frontrow/sdk';
    declare const client: ReturnType<typeof createFrontrowClient>;
    declare const session: Session;
    ${expression}`;
  const options: ts.CompilerOptions = {
    strict: true,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    types: [],
  };
  const service = ts.createLanguageService({
    getCompilationSettings: () => options,
    getScriptFileNames: () => [file],
    getScriptVersion: () => '1',
    getScriptSnapshot(path) {
      const read = path === file ? text : ts.sys.readFile(path);
      return read === undefined ? undefined : ts.ScriptSnapshot.fromString(read);
    },
    getCurrentDirectory: () => project,
    getDefaultLibFileName: (compilerOptions) => ts.getDefaultLibFilePath(compilerOptions),
    fileExists: (path) => path === file || ts.sys.fileExists(path),
    readFile: ts.sys.readFile,
    directoryExists: ts.sys.directoryExists,
  });
  const position = text.lastIndexOf('.') + 1;
  const info = service.getQuickInfoAtPosition(file, position);
  return [info?.displayParts, info?.documentation].map(ts.displayPartsToString).join('\n');
}
