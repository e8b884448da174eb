import { type Procedure, proceduresOf } from './procedures.ts';
import { comment, readSources } from './program.ts';
import { refusalsOf } from './refusals.ts';
import { Shapes } from './shapes.ts';

const HEAD = `// The API as its callers see it: made from the API's routers and the contract by
// \`pnpm --filter @frontrow/sdk api:generate\`, and not by hand. Names no package, so that it needs none.

export interface CallOptions {
  /** Aborts the call. */
  signal?: AbortSignal | undefined;
}

export interface InLineOptions extends CallOptions {
  /** Whose turn it is: the token of a ticket or session. */
  queueToken: string;
}

/** The input may be left out where none is one. */
export type CallArguments<Input> = undefined extends Input
  ? [input?: Input, options?: CallOptions]
  : [input: Input, options?: CallOptions];

/** A call that changes nothing. */
export interface Query<Input, Output> {
  query: (...call: CallArguments<Input>) => Promise<Output>;
}

/** A call that changes something. */
export interface Mutation<Input, Output> {
  mutate: (...call: CallArguments<Input>) => Promise<Output>;
}

/** A query that is made from a place in line, and takes its token. */
export interface InLineQuery<Input, Output> {
  query: (input: Input, options: InLineOptions) => Promise<Output>;
}

/** A mutation that is made from a place in line, and takes its token. */
export interface InLineMutation<Input, Output> {
  mutate: (input: Input, options: InLineOptions) => Promise<Output>;
}`;

const WHOLE_DOC =
  'Every procedure of the API; watching a place is `positions` and `enter` of the client.';
const IN_LINE_DOC = 'Every procedure of the API, with the token of a place in line.';

/** The text of src/api.ts. */
export function writeApi(): string {
  const { checker, root, errorCodes, contract } = readSources();
  const procedures = proceduresOf(checker, root).filter(({ kind }) => kind !== 'subscription');
  const mutations = procedures.filter(({ kind }) => kind === 'mutation');
  const verbs = new Set(mutations.map(({ name }) => name));
  const shapes = new Shapes(checker, { contract, verbs });
  const byNamespace = Map.groupBy(procedures, ({ namespace }) => namespace);
  const whole: string[] = [];
  const inLine: string[] = [];
  const namespaces: string[] = [];
  for (const [namespace, all] of byNamespace) {
    const name = `${capital(namespace)}Api`;
    const members = all.map((one) => member(one, one.needsToken, shapes));
    namespaces.push(`export interface ${name} {\n${members.join('')}}`);
    whole.push(`${namespace}: ${name};\n`);
    const again = all
      .filter(({ needsToken }) => needsToken)
      .map((one) => member(one, false, shapes));
    if (again.length === 0) continue;
    const sameInLine = `${capital(namespace)}InLineApi`;
    namespaces.push(`export interface ${sameInLine} extends ${name} {\n${again.join('')}}`);
    inLine.push(`${namespace}: ${sameInLine};\n`);
  }
  return [
    HEAD,
    `${comment(WHOLE_DOC)}export interface FrontrowApi {\n${whole.join('')}}`,
    `${comment(IN_LINE_DOC)}export interface InLineApi extends FrontrowApi {\n${inLine.join('')}}`,
    ...namespaces,
    ...shapes.interfaces.values(),
    refusalsOf(errorCodes),
    '',
  ].join('\n\n');
}

function member(
  { name, doc, kind, input, output }: Procedure,
  takesToken: boolean,
  shapes: Shapes,
): string {
  const generic = `${takesToken ? 'InLine' : ''}${kind === 'query' ? 'Query' : 'Mutation'}`;
  const taken = input ? shapes.write(input, 'input') : 'undefined';
  if (!output) throw new Error(`${name} does not say what it gives`);
  return `${comment(doc)}${name}: ${generic}<${taken}, ${shapes.write(output, 'output')}>;\n`;
}

const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
