import ts from 'typescript-api';
import type { JsonSchema, JsonType } from './json-schema.ts';
import { docOf, resolved, unwrapped } from './program.ts';

/** The doc comments of a zod schema and its fields, in the shape of the schema. */
export interface DocTree {
  doc: string;
  fields: Map<string, DocTree>;
  /** Of the items of an array. */
  item: DocTree | null;
  /** The type of a value that zod takes unchecked and the domain judges, such as an amount. */
  unchecked: JsonType | null;
}

/** Constants of the contract whose comment is not worth a repetition at each field of that type. */
const WITHOUT_DOC: ReadonlySet<string> = new Set(['id']);
const WRAPPERS: ReadonlySet<string> = new Set([
  'ZodNullable',
  'ZodOptional',
  'ZodDefault',
  'ZodPrefault',
]);

/** Reads the doc comments behind an expression whose type is a zod schema. */
export function docTreeOf(checker: ts.TypeChecker, schema: ts.Expression): DocTree {
  const tree = treeOf(checker, checker.getTypeAtLocation(schema));
  return { ...tree, doc: rootDoc(checker, schema) };
}

function treeOf(checker: ts.TypeChecker, type: ts.Type): DocTree {
  const kind = type.symbol?.name ?? '';
  const [inner] = checker.getTypeArguments(type as ts.TypeReference);
  if (inner && WRAPPERS.has(kind)) return treeOf(checker, inner);
  const tree: DocTree = { doc: '', fields: new Map(), item: null, unchecked: null };
  if (kind === 'ZodArray' && inner) tree.item = treeOf(checker, inner);
  if (kind === 'ZodType' && inner) tree.unchecked = uncheckedType(inner);
  if (kind === 'ZodObject' && inner) {
    for (const field of inner.getProperties()) {
      const fieldTree = treeOf(checker, checker.getTypeOfSymbol(field));
      tree.fields.set(field.name, { ...fieldTree, doc: fieldDoc(checker, field) });
    }
  }
  return tree;
}

const uncheckedType = (type: ts.Type): JsonType | null =>
  type.flags & ts.TypeFlags.Number ? 'number' : null;

/** The comment of a field; else of the constant that it is built from, as in `price: money.min(0)`. */
function fieldDoc(checker: ts.TypeChecker, field: ts.Symbol): string {
  const own = docOf(checker, field);
  const declaration = field.declarations?.[0];
  if (own !== '' || !declaration) return own;
  if (ts.isShorthandPropertyAssignment(declaration)) {
    const value = checker.getShorthandAssignmentValueSymbol(declaration);
    return constantDoc(checker, value);
  }
  return ts.isPropertyAssignment(declaration) ? rootDoc(checker, declaration.initializer) : own;
}

/** The comment of the constant at the start of a chain of calls. */
function rootDoc(checker: ts.TypeChecker, chain: ts.Expression): string {
  let link = chain;
  while (ts.isCallExpression(link) && ts.isPropertyAccessExpression(link.expression)) {
    link = link.expression.expression;
  }
  return ts.isIdentifier(link) ? constantDoc(checker, checker.getSymbolAtLocation(link)) : '';
}

function constantDoc(checker: ts.TypeChecker, symbol: ts.Symbol | undefined): string {
  const constant = symbol && resolved(checker, symbol);
  const isContract = constant?.declarations?.[0]
    ?.getSourceFile()
    .fileName.includes('/contract/src/');
  if (!constant || !isContract || WITHOUT_DOC.has(constant.name)) return '';
  return docOf(checker, constant);
}

/** Writes the comments of a tree into the `description`s of the schema that has the same shape. */
export function describe(schema: JsonSchema, tree: DocTree): JsonSchema {
  const described: JsonSchema = { ...schema };
  if (tree.doc !== '') described.description = unwrapped(tree.doc);
  if (tree.unchecked && isEmpty(schema)) described.type = tree.unchecked;
  const bare = { ...tree, doc: '' };
  if (schema.anyOf) described.anyOf = schema.anyOf.map((member) => describe(member, bare));
  if (schema.items && tree.item) described.items = describe(schema.items, tree.item);
  if (schema.properties) {
    const fields = Object.entries(schema.properties).map(([name, field]) => {
      const fieldTree = tree.fields.get(name);
      return [name, fieldTree ? describe(field, fieldTree) : field] as const;
    });
    described.properties = Object.fromEntries(fields);
    const unchecked = fields.filter(([name]) => tree.fields.get(name)?.unchecked);
    described.required = [
      ...new Set([...(schema.required ?? []), ...unchecked.map(([name]) => name)]),
    ];
  }
  return described;
}

const isEmpty = (schema: JsonSchema): boolean => Object.keys(schema).length === 0;
