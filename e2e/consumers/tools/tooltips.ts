/**
 * Prints, as a JSON array, the tooltips that an editor shows at the last name of each expression: its type
 * and its comment. Arguments: the folder of a project in which the SDK is installed, then the expressions.
 */
import { join } from 'node:path';
import ts from 'typescript-5.7';

const [project = '', ...expressions] = process.argv.slice(2);
const file = join(project, 'hover.ts');
let text = '';
let version = 0;

const options: ts.CompilerOptions = {
  strict: true,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  types: [],
};
const service = ts.createLanguageService({
  getCompilationSettings: () => options,
  getScriptFileNames: () => [file],
  getScriptVersion: (path) => (path === file ? String(version) : '1'),
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

function tooltipOf(expression: string): string {
  text = `
    import { createFrontrowClient, type Session } from '@frontrow/sdk';
    declare const client: ReturnType<typeof createFrontrowClient>;
    declare const session: Session;
    ${expression}`;
  version += 1;
  const info = service.getQuickInfoAtPosition(file, text.lastIndexOf('.') + 1);
  return [info?.displayParts, info?.documentation].map(ts.displayPartsToString).join('\n');
}

process.stdout.write(JSON.stringify(expressions.map(tooltipOf)));
