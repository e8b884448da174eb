import { globSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript-api';

const packages = join(import.meta.dirname, '../../..');

export interface Sources {
  checker: ts.TypeChecker;
  /** packages/api/src/root.ts, which declares `appRouter`. */
  root: ts.SourceFile;
  /** packages/contract/src/error-codes.ts. */
  errorCodes: ts.SourceFile;
  /** All files of the contract. */
  contract: ts.SourceFile[];
}

/** Reads the routers and the contract with the compiler. TypeScript 7 has no API for that yet. */
export function readSources(): Sources {
  const rootPath = join(packages, 'api/src/root.ts');
  const contractPaths = globSync(join(packages, 'contract/src/**/*.ts')).sort();
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

/** The doc comment of a symbol as it is written; empty if it has none. */
export const docOf = (checker: ts.TypeChecker, symbol: ts.Symbol | undefined): string =>
  ts.displayPartsToString(symbol?.getDocumentationComment(checker));

/** The text of a doc comment with each paragraph on one line. */
export const unwrapped = (doc: string): string =>
  doc
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.replaceAll(/\s*\n\s*/g, ' ').trim())
    .join('\n\n');
