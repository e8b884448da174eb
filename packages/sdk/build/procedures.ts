import ts from 'typescript-api';
import { docOf } from './program.ts';

export interface Procedure {
  namespace: string;
  name: string;
  doc: string;
  kind: 'query' | 'mutation' | 'subscription';
  /** Makes sense only with the queue token of a place or pass. */
  needsToken: boolean;
  input: ts.Expression | undefined;
  output: ts.Expression | undefined;
}

const KINDS: ReadonlySet<string> = new Set(['query', 'mutation', 'subscription']);
const WITH_TOKEN: ReadonlySet<string> = new Set([
  'turnProcedure',
  'guestProcedure',
  'watcherProcedure',
]);

/** Every procedure of `appRouter`, as its router spells it out. */
export function proceduresOf(checker: ts.TypeChecker, root: ts.SourceFile): Procedure[] {
  const namespaces = routerIn(root, 'appRouter');
  return namespaces.properties.flatMap((property) => {
    const { name, initializer } = assigned(property);
    const { valueDeclaration } = resolved(checker, initializer);
    const router = literalOf(valueDeclaration, name);
    return router.properties.map((member) => procedureOf(checker, name, member));
  });
}

function procedureOf(
  checker: ts.TypeChecker,
  namespace: string,
  member: ts.ObjectLiteralElementLike,
): Procedure {
  const { name, initializer } = assigned(member);
  const doc = docOf(checker, checker.getSymbolAtLocation(member.name as ts.Node));
  const calls = new Map<string, ts.CallExpression>();
  let link = initializer;
  while (ts.isCallExpression(link) && ts.isPropertyAccessExpression(link.expression)) {
    calls.set(link.expression.name.text, link);
    link = link.expression.expression;
  }
  const kind = [...calls.keys()].find((call) => KINDS.has(call)) as Procedure['kind'] | undefined;
  if (!kind) throw new Error(`${namespace}.${name} is no query, mutation or subscription`);
  const needsToken = ts.isIdentifier(link) && WITH_TOKEN.has(link.text);
  const [input, output] = ['input', 'output'].map((call) => calls.get(call)?.arguments[0]);
  return { namespace, name, doc, kind, needsToken, input, output };
}

function routerIn(file: ts.SourceFile, name: string): ts.ObjectLiteralExpression {
  for (const statement of file.statements) {
    if (!ts.isVariableStatement(statement)) continue;
    for (const declaration of statement.declarationList.declarations) {
      if (declaration.name.getText() === name) return literalOf(declaration, name);
    }
  }
  throw new Error(`${file.fileName} declares no ${name}`);
}

/** The object in `const it = router({ … })`. */
function literalOf(declaration: ts.Node | undefined, name: string): ts.ObjectLiteralExpression {
  const call =
    declaration && ts.isVariableDeclaration(declaration) ? declaration.initializer : undefined;
  const literal = call && ts.isCallExpression(call) ? call.arguments[0] : undefined;
  if (literal && ts.isObjectLiteralExpression(literal)) return literal;
  throw new Error(`${name} is not written as router({ … })`);
}

function assigned(property: ts.ObjectLiteralElementLike) {
  if (ts.isPropertyAssignment(property)) {
    return { name: property.name.getText(), initializer: property.initializer };
  }
  throw new Error(`${property.getText()} is not written as name: value`);
}

function resolved(checker: ts.TypeChecker, expression: ts.Expression): ts.Symbol {
  const symbol = checker.getSymbolAtLocation(expression);
  if (!symbol) throw new Error(`${expression.getText()} is unknown`);
  return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
}
