import { globSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript-api';

const packages = join(import.meta.dirname, '../../..');

export interface Sources {
  checker: ts.TypeChecker;
  /** packages/api/src/root.ts */
  root: ts.SourceFile;
  /** packages/contract/src/error-codes.ts */
  errorCodes: ts.SourceFile;
  contract: ts.SourceFile[];
}

/** Reads the routers and the contract with the compiler. TypeScript 7 has no API for that yet. */
export function readSources(): Sources {
  const rootPath = join(packages, 'api/src/root.ts');
  const contractPaths = globSync(join(packages, 'contract/src/*.ts')).sort();
  const program = ts.createProgram([...contractPaths, rootPath], compilerOptions());
  const source = (path: string): ts.SourceFile => {
    const file = program.getSourceFile(path);
    if (!file) throw new Error(`${path} does not exist`);
    return file;
  };
  return {
    checker: program.getTypeChecker(),
    root: source(rootPath),
    errorCodes: source(join(packages, 'contract/src/error-codes.ts')),
    contract: contractPaths.map(source),
  };
}

function compilerOptions(): ts.CompilerOptions {
  const path = join(packages, '../tsconfig.json');
  const { config } = ts.readConfigFile(path, ts.sys.readFile);
  return ts.parseJsonConfigFileContent(config, ts.sys, dirname(path)).options;
}

/** The symbol behind an import. */
export const resolved = (checker: ts.TypeChecker, symbol: ts.Symbol): ts.Symbol =>
  symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;

/** The text of a doc comment as one paragraph per blank line; empty if there is none. */
export function docOf(checker: ts.TypeChecker, symbol: ts.Symbol | undefined): string {
  const text = ts.displayPartsToString(symbol?.getDocumentationComment(checker));
  return text
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.replaceAll(/\s*\n\s*/g, ' ').trim())
    .join('\n\n');
}
