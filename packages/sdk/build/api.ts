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
}`;

const OPEN_DOC = 'What can be called without a place in line.';
const WHOLE_DOC =
  'Every procedure of the API; watching a place is `positions` and `enter` of the client.';

/** The text of src/api.ts. */
export function writeApi(): string {
  const { checker, root, errorCodes, contract } = readSources();
  const procedures = proceduresOf(checker, root).filter(({ kind }) => kind !== 'subscription');
  const mutations = procedures.filter(({ kind }) => kind === 'mutation');
  const verbs = new Set(mutations.map(({ name }) => name));
  const shapes = new Shapes(checker, { contract, verbs });
  const byNamespace = Map.groupBy(procedures, ({ namespace }) => namespace);
  const open: string[] = [];
  const whole: string[] = [];
  const namespaces: string[] = [];
  for (const [namespace, all] of byNamespace) {
    const [withToken, without] = [true, false].map((needsToken) =>
      all.filter((procedure) => procedure.needsToken === needsToken),
    ) as [Procedure[], Procedure[]];
    const name = `${capital(namespace)}Api`;
    const members = (list: Procedure[]) => list.map((one) => member(one, shapes)).join('');
    namespaces.push(`export interface ${name} {\n${members(without)}}`);
    open.push(`${namespace}: ${name};\n`);
    if (withToken.length === 0) continue;
    const inLine = `${capital(namespace)}InLineApi`;
    namespaces.push(`export interface ${inLine} extends ${name} {\n${members(withToken)}}`);
    whole.push(`${namespace}: ${inLine};\n`);
  }
  return [
    HEAD,
    `${comment(OPEN_DOC)}export interface OpenApi {\n${open.join('')}}`,
    `${comment(WHOLE_DOC)}export interface FrontrowApi extends OpenApi {\n${whole.join('')}}`,
    ...namespaces,
    ...shapes.interfaces.values(),
    refusalsOf(errorCodes),
    '',
  ].join('\n\n');
}

function member({ name, doc, kind, input, output }: Procedure, shapes: Shapes): string {
  const generic = kind === 'query' ? 'Query' : 'Mutation';
  const taken = input ? shapes.write(input, 'input') : 'undefined';
  if (!output) throw new Error(`${name} does not say what it gives`);
  return `${comment(doc)}${name}: ${generic}<${taken}, ${shapes.write(output, 'output')}>;\n`;
}

const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
