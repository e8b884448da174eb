/**
 * Writes the types of the API in five steps:
 *
 * 1. `packages/api-reference/src/model` reads the routers and the contract with the TypeScript compiler;
 * 2. `procedures.ts` adds to each procedure whether it needs a queue token;
 * 3. `schema-types.ts` writes each zod schema as an interface with the schema's name in the contract;
 * 4. `error-types.ts` writes the error codes and their details;
 * 5. `write-router.ts` writes src/router.ts, tRPC's type of the router; `write-procedures.ts` writes
 *    src/testing/procedures.ts, the list for tests. The rest is src/api.ts: the procedures as callers of the
 *    SDK see them.
 *
 * test/types/api-agrees.ts checks the results against the types that tRPC infers from the routers.
 */
import { readApiSource } from '@frontrow/api-reference/model/procedure-sources';
import { readSources } from '@frontrow/api-reference/model/program';
import { comment } from './comment.ts';
import { writeErrorTypes } from './error-types.ts';
import { type Procedure, proceduresOf } from './procedures.ts';
import { SchemaTypes } from './schema-types.ts';
import { writeProcedures } from './write-procedures.ts';
import { writeRouter } from './write-router.ts';

const HEAD = `// Generated from the API's routers and the contract by \`npx -y pnpm@12 generate\`; do not edit.
// The types name no other package, so the published package needs no other package's types.

export interface CallOptions {
  /** Aborts the call. */
  signal?: AbortSignal | undefined;
}

export interface InLineOptions extends CallOptions {
  /** The queue token, from a ticket or session. */
  queueToken: string;
}

/** The input is optional if the procedure accepts none. */
export type CallArguments<Input> = undefined extends Input
  ? [input?: Input, options?: CallOptions]
  : [input: Input, options?: CallOptions];

/** A procedure that changes nothing. */
export interface Query<Input, Output> {
  query: (...call: CallArguments<Input>) => Promise<Output>;
}

/** A procedure that changes something. */
export interface Mutation<Input, Output> {
  mutate: (...call: CallArguments<Input>) => Promise<Output>;
}

/** A query for which a queue token is needed. */
export interface InLineQuery<Input, Output> {
  query: (input: Input, options: InLineOptions) => Promise<Output>;
}

/** A query that answers one page of a list at a time. */
export interface PagedQuery<Input, Page extends { items: unknown[] }> extends Query<Input, Page> {
  /**
   * Every item of the list, page after page, for \`for await\`. The next page is asked for when the items of the
   * one before were read, 100 at a time unless \`limit\` says otherwise. \`break\` ends it.
   */
  all: (...call: CallArguments<Input>) => AsyncGenerator<Page['items'][number]>;
}

/** A mutation for which a queue token is needed. */
export interface InLineMutation<Input, Output> {
  mutate: (input: Input, options: InLineOptions) => Promise<Output>;
}`;

const API_DOC =
  "Every procedure of the API, except `queue.watch`: use the client's `positions` or `enter` for it.";
const IN_LINE_API_DOC = 'Every procedure of the API, called with the queue token of an entry.';

/** Reads the API's routers and the contract; returns the texts of the generated files by their path in src. */
export function writeTypes(): Record<string, string> {
  const sources = readSources();
  const { checker, errorCodes, contract } = sources;
  const all = proceduresOf(readApiSource(sources));
  const procedures = all.filter(({ kind }) => kind !== 'subscription');
  const mutations = procedures.filter(({ kind }) => kind === 'mutation');
  const mutationNames = new Set(mutations.map(({ name }) => name));
  const schemaTypes = new SchemaTypes(checker, { contract, mutationNames });
  const api = writeApi(procedures, schemaTypes, writeErrorTypes(errorCodes));
  return {
    'api.ts': api,
    'router.ts': writeRouter(all, schemaTypes),
    'testing/procedures.ts': writeProcedures(all, schemaTypes),
  };
}

function writeApi(
  procedures: readonly Procedure[],
  schemaTypes: SchemaTypes,
  errorTypes: string,
): string {
  const byDomain = Map.groupBy(procedures, ({ domain }) => domain);
  const plainApi: string[] = [];
  const inLineApi: string[] = [];
  const interfaces: string[] = [];
  for (const [domain, all] of byDomain) {
    const name = `${capital(domain)}Api`;
    const members = all.map((one) => member(one, one.needsToken, schemaTypes));
    interfaces.push(`export interface ${name} {\n${members.join('')}}`);
    plainApi.push(`${domain}: ${name};\n`);
    const inLineMembers = all
      .filter(({ needsToken }) => needsToken)
      .map((one) => member(one, false, schemaTypes));
    if (inLineMembers.length === 0) continue;
    const inLineName = `${capital(domain)}InLineApi`;
    interfaces.push(`export interface ${inLineName} extends ${name} {\n${inLineMembers.join('')}}`);
    inLineApi.push(`${domain}: ${inLineName};\n`);
  }
  return [
    HEAD,
    `${comment(API_DOC)}export interface FrontrowApi {\n${plainApi.join('')}}`,
    `${comment(IN_LINE_API_DOC)}export interface InLineApi extends FrontrowApi {\n${inLineApi.join('')}}`,
    ...interfaces,
    ...schemaTypes.interfaces.values(),
    errorTypes,
    '',
  ].join('\n\n');
}

function member(
  { name, doc, kind, input, output }: Procedure,
  takesToken: boolean,
  schemaTypes: SchemaTypes,
): string {
  if (!output) throw new Error(`${name} must have an output schema`);
  const isPaged = schemaTypes.isPage(output);
  if (isPaged && takesToken)
    throw new Error(`${name}: write an interface for paged calls with a token`);
  const query = `${takesToken ? 'InLine' : isPaged ? 'Paged' : ''}Query`;
  const generic = kind === 'query' ? query : `${takesToken ? 'InLine' : ''}Mutation`;
  const inputType = input ? schemaTypes.write(input, 'input') : 'undefined';
  return `${comment(doc)}${name}: ${generic}<${inputType}, ${schemaTypes.write(output, 'output')}>;\n`;
}

const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
