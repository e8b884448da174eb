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

/** Parses and type-checks the API's routers and the contract. */
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

/** The doc comment of a symbol; empty if it has none. */
export const docOf = (checker: ts.TypeChecker, symbol: ts.Symbol | undefined): string =>
  ts.displayPartsToString(symbol?.getDocumentationComment(checker));

/** A text as a doc comment with a line break after it; empty for an empty text. */
export function comment(doc: string): string {
  if (doc === '') return '';
  const lines = doc.split('\n');
  if (lines.length === 1) return `/** ${doc} */\n`;
  return `/**\n${lines.map((line) => ` * ${line}`.trimEnd()).join('\n')}\n */\n`;
}
