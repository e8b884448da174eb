import ts from 'typescript-api';

/** Types of error-codes.ts that are copied as they are, with their comments. */
const COPIED = ['InputIssue', 'TopUpAction', 'ErrorDetailsByCode', 'Outcome'];

/** The type `ErrorCode`, and the interfaces of the details. */
export function writeErrorTypes({ statements }: ts.SourceFile): string {
  const codes = statements
    .filter((statement) => ts.isVariableStatement(statement))
    .flatMap(({ declarationList }) => [...declarationList.declarations])
    .find(({ name }) => name.getText() === 'ERROR_CODES')?.initializer;
  if (!codes || !ts.isAsExpression(codes) || !ts.isArrayLiteralExpression(codes.expression)) {
    throw new Error('ERROR_CODES must be declared as [ … ] as const');
  }
  const union = codes.expression.elements.map((code) => code.getText()).join(' | ');
  const copies = COPIED.map((name) => {
    const declaration = statements
      .filter(
        (statement) => ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement),
      )
      .find((statement) => statement.name.text === name);
    if (!declaration) throw new Error(`error-codes.ts must declare the type ${name}`);
    return declaration.getFullText().trim();
  });
  return [
    `/** The code of every error that a call can be refused with. */\nexport type ErrorCode = ${union};`,
    ...copies,
  ].join('\n\n');
}
