import ts from 'typescript-api';

/** Declarations of error-codes.ts that go over as they are, with their comments. */
const COPIED = ['InputIssue', 'ErrorDetailsByCode'];

/** The error codes and their details. */
export function refusalsOf({ statements }: ts.SourceFile): string {
  const codes = statements
    .filter((statement) => ts.isVariableStatement(statement))
    .flatMap(({ declarationList }) => [...declarationList.declarations])
    .find(({ name }) => name.getText() === 'ERROR_CODES')?.initializer;
  if (!codes || !ts.isAsExpression(codes) || !ts.isArrayLiteralExpression(codes.expression)) {
    throw new Error('ERROR_CODES is not written as [ … ] as const');
  }
  const union = codes.expression.elements.map((code) => code.getText()).join(' | ');
  const copies = COPIED.map((name) => {
    const declaration = statements
      .filter((statement) => ts.isInterfaceDeclaration(statement))
      .find((statement) => statement.name.text === name);
    if (!declaration) throw new Error(`error-codes.ts has no interface ${name}`);
    return declaration.getFullText().trim();
  });
  return [
    `/** Every refusal that a caller can meet. */\nexport type ErrorCode = ${union};`,
    ...copies,
  ].join('\n\n');
}
