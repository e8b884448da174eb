import ts from 'typescript-api';
import { docOf, resolved, type Sources } from './program.ts';

/** What the source of a router says about a procedure. */
export interface ProcedureSource {
  domain: string;
  name: string;
  /** Its doc comment as it is written. */
  doc: string;
  kind: 'query' | 'mutation' | 'subscription';
  /** What it is built on, such as `userProcedure`. */
  base: string;
  /** Argument of `.input(…)`. */
  input: ts.Expression | undefined;
  /** Argument of `.output(…)`, or `plain` or `events` in the argument of `.meta(…)`. */
  output: ts.Expression | undefined;
}

export interface ApiSource {
  /** The doc comment of each domain by its name, in the order of `appRouter`. */
  domains: Map<string, string>;
  /** By path, such as `queue.join`, in the order of the routers. */
  procedures: Map<string, ProcedureSource>;
}

/** Reads each procedure of `appRouter` from the source. Follows imports, spreads and shorthands. */
export function readApiSource({ checker, root }: Sources): ApiSource {
  const domains = new Map<string, string>();
  const procedures = new Map<string, ProcedureSource>();
  for (const domain of members(checker, constantOf(root, 'appRouter'))) {
    domains.set(domain.name, domain.doc);
    for (const { name, doc, value } of members(checker, declared(checker, domain.value))) {
      const path = `${domain.name}.${name}`;
      procedures.set(path, { domain: domain.name, name, doc, ...chainOf(path, value) });
    }
  }
  return { domains, procedures };
}

interface Member {
  name: string;
  doc: string;
  value: ts.Expression;
}

/** The members of `{ … }` or `router({ … })`. */
function members(checker: ts.TypeChecker, value: ts.Expression): Member[] {
  const literal = ts.isCallExpression(value) ? value.arguments[0] : value;
  if (!literal || !ts.isObjectLiteralExpression(literal)) {
    throw new Error(`not written as router({ … }): ${value.getText()}`);
  }
  return literal.properties.flatMap((property) => {
    if (ts.isSpreadAssignment(property)) {
      return members(checker, declared(checker, property.expression));
    }
    if (!ts.isPropertyAssignment(property)) {
      throw new Error(`not written as name: value: ${property.getText()}`);
    }
    const doc = docOf(checker, checker.getSymbolAtLocation(property.name));
    return [{ name: property.name.getText(), doc, value: property.initializer }];
  });
}

type Chain = Pick<ProcedureSource, 'kind' | 'base' | 'input' | 'output'>;

const KINDS = ['query', 'mutation', 'subscription'] as const;

/** Reads `userProcedure.input(a).output(b).query(c)` from its end to its base. */
function chainOf(path: string, chain: ts.Expression): Chain {
  const calls = new Map<string, ts.Expression | undefined>();
  let link = chain;
  while (ts.isCallExpression(link) && ts.isPropertyAccessExpression(link.expression)) {
    calls.set(link.expression.name.text, link.arguments[0]);
    link = link.expression.expression;
  }
  const kind = KINDS.find((name) => calls.has(name));
  if (!kind) throw new Error(`${path} must be a query, mutation or subscription`);
  return {
    kind,
    base: link.getText(),
    input: calls.get('input'),
    output: calls.get('output') ?? schemaInMeta(calls.get('meta')),
  };
}

function schemaInMeta(meta: ts.Expression | undefined): ts.Expression | undefined {
  if (!meta || !ts.isObjectLiteralExpression(meta)) return undefined;
  const schema = meta.properties.find(({ name }) =>
    ['plain', 'events'].includes(name?.getText() ?? ''),
  );
  return schema && ts.isPropertyAssignment(schema) ? schema.initializer : undefined;
}

function constantOf({ statements, fileName }: ts.SourceFile, name: string): ts.Expression {
  const constant = statements
    .filter((statement) => ts.isVariableStatement(statement))
    .flatMap(({ declarationList }) => [...declarationList.declarations])
    .find((declaration) => declaration.name.getText() === name);
  if (!constant?.initializer) throw new Error(`${fileName} declares no ${name}`);
  return constant.initializer;
}

/** The initializer of the constant that an identifier names. */
function declared(checker: ts.TypeChecker, identifier: ts.Expression): ts.Expression {
  const symbol = checker.getSymbolAtLocation(identifier);
  const declaration = symbol && resolved(checker, symbol).valueDeclaration;
  if (!declaration || !ts.isVariableDeclaration(declaration) || !declaration.initializer) {
    throw new Error(`not a constant: ${identifier.getText()}`);
  }
  return declaration.initializer;
}
