import { docOf } from '@frontrow/api-reference/model/program';
import ts from 'typescript-api';
import { comment } from './comment.ts';

/** The type of the value that a schema accepts, or of the value that it returns. */
export type Side = 'input' | 'output';

interface Named {
  name: string;
  doc: string;
}

/** Schemas whose comment is not repeated at each field of that name. */
const WITHOUT_DOC: ReadonlySet<string> = new Set(['id']);

/** Writes zod schemas as interfaces, named after the constants that hold the schemas in the contract. */
export class SchemaTypes {
  /** The interfaces written so far, by name. */
  readonly interfaces = new Map<string, string>();
  readonly #checker: ts.TypeChecker;
  /** The schemas that are constants of the contract. */
  readonly #named = new Map<ts.Type, Named>();
  readonly #sides = new Map<string, Side>();
  /** The contract's lists of string literals, for the order of unions. */
  readonly #orders: string[][] = [];

  /** @param mutationNames the output type of a mutation `leave` is named LeaveResult, not Leave */
  constructor(
    checker: ts.TypeChecker,
    {
      contract,
      mutationNames,
    }: { contract: readonly ts.SourceFile[]; mutationNames: ReadonlySet<string> },
  ) {
    this.#checker = checker;
    for (const declaration of contract.flatMap(constants)) {
      const type = checker.getTypeAtLocation(declaration.name);
      const name = declaration.name.getText();
      const doc = docOf(checker, checker.getSymbolAtLocation(declaration.name));
      if (kindOf(type) === 'ZodObject')
        this.#named.set(type, { name: typeName(name, mutationNames), doc });
      else if (checker.isTupleType(type)) this.#orders.push(literals(checker, type));
    }
  }

  /** The type of a schema, with `| undefined` if the whole input is optional. */
  write(schema: ts.Expression, side: Side): string {
    const type = this.#checker.getTypeAtLocation(schema);
    const optional = side === 'input' && OPTIONAL_INPUT.has(kindOf(type));
    return `${this.#type(type, side)}${optional ? ' | undefined' : ''}`;
  }

  /** Whether the schema is one page of a list: an object with `items` and `nextCursor`. */
  isPage(schema: ts.Expression): boolean {
    const type = this.#checker.getTypeAtLocation(schema);
    if (kindOf(type) !== 'ZodObject') return false;
    const [shape] = this.#checker.getTypeArguments(type as ts.TypeReference);
    return ['items', 'nextCursor'].every((field) => shape?.getProperty(field) !== undefined);
  }

  #type(type: ts.Type, side: Side): string {
    const [inner] = this.#checker.getTypeArguments(type as ts.TypeReference);
    switch (kindOf(type)) {
      case 'ZodObject': {
        const named = this.#named.get(type);
        return named ? this.#interface(named, type, side) : this.#fields(type, side);
      }
      case 'ZodArray': {
        const item = this.#type(inner as ts.Type, side);
        const isUnion = kindOf(inner as ts.Type) === 'ZodDiscriminatedUnion';
        const needsBrackets = isUnion || (item.includes(' ') && !item.startsWith('{'));
        return needsBrackets ? `(${item})[]` : `${item}[]`;
      }
      case 'ZodDiscriminatedUnion':
        return this.#checker
          .getTypeArguments(inner as ts.TypeReference)
          .map((option) => this.#type(option, side))
          .join(' | ');
      case 'ZodNullable':
        return `${this.#type(inner as ts.Type, side)} | null`;
      case 'ZodOptional':
      case 'ZodDefault':
      case 'ZodPrefault':
        return this.#type(inner as ts.Type, side);
      default:
        return this.#plain(type, side);
    }
  }

  #interface({ name: given, doc }: Named, type: ts.Type, side: Side): string {
    // What a call takes may be left out where an answer has it, so the same schema has two types.
    const name = side === 'output' || given.endsWith('Input') ? given : `${given}Input`;
    const before = this.#sides.get(name);
    if (before !== undefined && before !== side)
      throw new Error(`${name} is the name of an input and of an output`);
    if (before === undefined) {
      this.#sides.set(name, side);
      this.interfaces.set(name, '');
      const text = `${comment(doc)}export interface ${name} ${this.#fields(type, side)}`;
      this.interfaces.set(name, text);
    }
    return name;
  }

  #fields(type: ts.Type, side: Side): string {
    const [shape] = this.#checker.getTypeArguments(type as ts.TypeReference);
    const fields = (shape as ts.Type).getProperties().map((field) => {
      const schema = this.#checker.getTypeOfSymbol(field);
      const optionalKinds = side === 'input' ? OPTIONAL_INPUT : OPTIONAL_OUTPUT;
      const optional = optionalKinds.has(kindOf(schema));
      const written = this.#type(schema, side);
      const value = optional ? `?: ${written} | undefined` : `: ${written}`;
      return `${comment(this.#fieldDoc(field))}${field.name}${value};\n`;
    });
    return `{\n${fields.join('')}}`;
  }

  /** The comment of a field, or of the schema constant that the field is named after. */
  #fieldDoc(field: ts.Symbol): string {
    const own = docOf(this.#checker, field);
    const declaration = field.declarations?.[0];
    if (own !== '' || !declaration || WITHOUT_DOC.has(field.name)) return own;
    if (!ts.isShorthandPropertyAssignment(declaration)) return own;
    const value = this.#checker.getShorthandAssignmentValueSymbol(declaration);
    if (!value) return own;
    const alias = value.flags & ts.SymbolFlags.Alias;
    return docOf(this.#checker, alias ? this.#checker.getAliasedSymbol(value) : value);
  }

  #plain(type: ts.Type, side: Side): string {
    const internals = memberType(this.#checker, type, '_zod');
    const value = memberType(this.#checker, internals, side);
    if (value.isUnion() && value.types.every((member) => member.isStringLiteral())) {
      return this.#ordered(value.types.map((member) => member.value))
        .map((member) => `'${member}'`)
        .join(' | ');
    }
    return this.#checker.typeToString(value, undefined, ts.TypeFormatFlags.NoTruncation);
  }

  /** In the order of the contract's list: the compiler's order depends on which files it read first. */
  #ordered(members: string[]): string[] {
    const key = members.toSorted().join();
    return this.#orders.find((order) => order.toSorted().join() === key) ?? members.toSorted();
  }
}

/** Kinds of schemas whose field may be missing. */
const OPTIONAL_INPUT: ReadonlySet<string> = new Set(['ZodOptional', 'ZodDefault', 'ZodPrefault']);
const OPTIONAL_OUTPUT: ReadonlySet<string> = new Set(['ZodOptional']);

const kindOf = (type: ts.Type): string => type.symbol?.name ?? '';

/**
 * The type's name: `paymentView` and `payment` become `Payment`, `payInput` becomes `PayInput`, and `leaveView`,
 * the output of a mutation of that name, becomes `LeaveResult`.
 */
function typeName(schema: string, mutationNames: ReadonlySet<string>): string {
  const thing = schema.replace(/View$/, '');
  const name = `${thing.charAt(0).toUpperCase()}${thing.slice(1)}`;
  return mutationNames.has(thing) ? `${name}Result` : name;
}

const constants = (file: ts.SourceFile): ts.VariableDeclaration[] =>
  file.statements
    .filter((statement) => ts.isVariableStatement(statement))
    .flatMap((statement) => [...statement.declarationList.declarations]);

const literals = (checker: ts.TypeChecker, tuple: ts.Type): string[] =>
  checker
    .getTypeArguments(tuple as ts.TypeReference)
    .flatMap((member) => (member.isStringLiteral() ? [member.value] : []));

function memberType(checker: ts.TypeChecker, type: ts.Type, name: string): ts.Type {
  const member = checker.getPropertyOfType(type, name);
  if (!member) throw new Error(`${checker.typeToString(type)} has no ${name}`);
  return checker.getTypeOfSymbol(member);
}
