import superjson from 'superjson';
import type { ProcedureModel } from '../model/api-model.ts';
import { INPUTS, SDK_CALLS } from './inputs.ts';
import { literalOf } from './literal.ts';

const LINE_WIDTH = 100;
const LIST_OF_ONE = /\[\s+("[^"]*")\s+\]/g;
const FILE = 'packages/api-reference/src/examples/inputs.ts';

export interface Example {
  /** A shell command. */
  curl: string;
  /** Statements in TypeScript. All but a subscription's declare the constant `answer`. */
  sdk: string;
}

/** @throws Error naming the file to change, if the procedure has no example */
export function exampleOf(procedure: ProcedureModel): Example {
  const inputs = (INPUTS as Record<string, Record<string, unknown>>)[procedure.domain] ?? {};
  if (!(procedure.name in inputs)) {
    throw new Error(`${procedure.path} has no example: add its input to ${FILE}`);
  }
  const input = inputs[procedure.name];
  return { curl: curlOf(procedure, input), sdk: sdkOf(procedure, input) };
}

/** The names of the values that an example needs, such as `CONCERT_ID`. */
export const valuesIn = ({ curl }: Example): string[] => [
  ...new Set([...curl.matchAll(/\$([A-Z_]+)/g)].map(([, name = '']) => name)),
];

/** Whether the call is made with a queue token. */
export const sendsQueueToken = ({ access }: ProcedureModel): boolean => access === 'queue token';

/** The JSON goes to curl in a here-document, where the shell fills in variables between double quotes. */
function curlOf(procedure: ProcedureModel, input: unknown): string {
  const { kind, path, access } = procedure;
  const options: string[] = [];
  if (access !== 'public') options.push('-H "authorization: Bearer $TOKEN"');
  if (sendsQueueToken(procedure)) options.push('-H "x-queue-token: $QUEUE_TOKEN"');
  const get = input === undefined ? '' : '-G ';
  const flags = { query: get, mutation: '-X POST ', subscription: `-N ${get}` };
  if (kind === 'mutation') options.push("-H 'content-type: application/json'");
  if (input !== undefined) {
    options.push(kind === 'mutation' ? '-d @- <<JSON' : '--data-urlencode input@- <<JSON');
  }
  const command = [`curl ${flags[kind]}"$URL/trpc/${path}"`, ...options].join(' \\\n  ');
  return input === undefined ? command : `${command}\n${wireForm(input)}\nJSON`;
}

/** `{"json":…}`, with `meta` only where a date needs it. */
function wireForm(input: unknown): string {
  const { json, meta } = superjson.serialize(input);
  const envelope = meta ? { json, meta: { values: meta.values } } : { json };
  const oneLine = JSON.stringify(envelope);
  if (oneLine.length <= LINE_WIDTH) return oneLine;
  return JSON.stringify(envelope, null, 2).replaceAll(LIST_OF_ONE, '[$1]');
}

function sdkOf(procedure: ProcedureModel, input: unknown): string {
  const { kind, path } = procedure;
  const own = SDK_CALLS[path];
  if (own) return own;
  const call = `const answer = await client.${path}.${kind === 'query' ? 'query' : 'mutate'}`;
  const options = sendsQueueToken(procedure) ? '{ queueToken }' : '';
  if (input === undefined) return `${call}(${options && `undefined, ${options}`});`;
  const width = LINE_WIDTH - `${call}(, ${options});`.length;
  return `${call}(${literalOf(input, width)}${options && `, ${options}`});`;
}
