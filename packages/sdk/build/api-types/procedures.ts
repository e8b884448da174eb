import ts from 'typescript-api';
import { docOf } from './sources.ts';

export interface Procedure {
  namespace: string;
  name: string;
  doc: string;
  kind: 'query' | 'mutation' | 'subscription';
  /** Whether a call must send a queue token. */
  needsToken: boolean;
  /** The zod schema of the input. */
  input: ts.Expression | undefined;
  /** The zod schema of the output; for a subscription, that of its events. */
  output: ts.Expression | undefined;
}

const KINDS: ReadonlySet<string> = new Set(['query', 'mutation', 'subscription']);

/** The procedures of packages/api/src/procedures.ts that others are built on: whether they need a queue token. */
const NEEDS_TOKEN: ReadonlyMap<string, boolean> = new Map([
  ['publicProcedure', false],
  ['userProcedure', false],
  ['operatorProcedure', false],
  ['doorProcedure', false],
  ['userAdminProcedure', false],
  ['verifiedTokenProcedure', true],
  ['queueTokenProcedure', true],
  ['watchProcedure', true],
]);

/** Every procedure of `appRouter`, read from the source text of its router. */
export function proceduresOf(checker: ts.TypeChecker, root: ts.SourceFile): Procedure[] {
  const namespaces = routerIn(root, 'appRouter');
  return namespaces.properties.flatMap((property) => {
    const { name, initializer } = assigned(property);
    const { valueDeclaration } = resolved(checker, initializer);
    const router = literalOf(valueDeclaration, name);
    return membersOf(checker, router).map((member) => procedureOf(checker, name, member));
  });
}

/** The members of a router, and those of the objects that it spreads: `...concertAdminProcedures`. */
function membersOf(
  checker: ts.TypeChecker,
  router: ts.ObjectLiteralExpression,
): ts.ObjectLiteralElementLike[] {
  return router.properties.flatMap((member) => {
    if (!ts.isSpreadAssignment(member)) return [member];
    const { valueDeclaration } = resolved(checker, member.expression);
    const spread =
      valueDeclaration && ts.isVariableDeclaration(valueDeclaration)
        ? valueDeclaration.initializer
        : undefined;
    if (spread && ts.isObjectLiteralExpression(spread)) return [...spread.properties];
    throw new Error(`${member.expression.getText()} must be declared as an object literal`);
  });
}

/** Reads `name: baseProcedure.input(…).output(…).query(…)` from its end to its base. */
function procedureOf(
  checker: ts.TypeChecker,
  namespace: string,
  member: ts.ObjectLiteralElementLike,
): Procedure {
  const { name, initializer } = assigned(member);
  const doc = docOf(checker, checker.getSymbolAtLocation(member.name as ts.Node));
  const calls = new Map<string, ts.CallExpression>();
  let base = initializer;
  while (ts.isCallExpression(base) && ts.isPropertyAccessExpression(base.expression)) {
    calls.set(base.expression.name.text, base);
    base = base.expression.expression;
  }
  const kind = [...calls.keys()].find((call) => KINDS.has(call)) as Procedure['kind'] | undefined;
  if (!kind) throw new Error(`${namespace}.${name} must be a query, mutation or subscription`);
  const needsToken = NEEDS_TOKEN.get(base.getText());
  if (needsToken === undefined) {
    throw new Error(
      `${namespace}.${name} is built on ${base.getText()}: say in NEEDS_TOKEN of ${import.meta.filename} whether that needs a queue token`,
    );
  }
  const [input, output, meta] = ['input', 'output', 'meta'].map(
    (call) => calls.get(call)?.arguments[0],
  );
  const events = kind === 'subscription' ? eventsIn(meta) : undefined;
  return { namespace, name, doc, kind, needsToken, input, output: output ?? events };
}

/** The schema in `.meta({ events: schema })`. */
function eventsIn(meta: ts.Expression | undefined): ts.Expression | undefined {
  if (!meta || !ts.isObjectLiteralExpression(meta)) return undefined;
  return meta.properties
    .filter((property) => ts.isPropertyAssignment(property))
    .find(({ name }) => name.getText() === 'events')?.initializer;
}

function routerIn(file: ts.SourceFile, name: string): ts.ObjectLiteralExpression {
  for (const statement of file.statements) {
    if (!ts.isVariableStatement(statement)) continue;
    for (const declaration of statement.declarationList.declarations) {
      if (declaration.name.getText() === name) return literalOf(declaration, name);
    }
  }
  throw new Error(`${file.fileName} must declare ${name}`);
}

/** The object in `const name = router({ … })`. */
function literalOf(declaration: ts.Node | undefined, name: string): ts.ObjectLiteralExpression {
  const call =
    declaration && ts.isVariableDeclaration(declaration) ? declaration.initializer : undefined;
  const literal = call && ts.isCallExpression(call) ? call.arguments[0] : undefined;
  if (literal && ts.isObjectLiteralExpression(literal)) return literal;
  throw new Error(`${name} must be declared as router({ … })`);
}

function assigned(property: ts.ObjectLiteralElementLike) {
  if (ts.isPropertyAssignment(property)) {
    return { name: property.name.getText(), initializer: property.initializer };
  }
  throw new Error(`${property.getText()} must have the form name: value`);
}

function resolved(checker: ts.TypeChecker, expression: ts.Expression): ts.Symbol {
  const symbol = checker.getSymbolAtLocation(expression);
  if (!symbol) throw new Error(`${expression.getText()} cannot be resolved`);
  return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
}
