import { appRouter } from '@frontrow/api/root';
import type { ProcedureMeta } from '@frontrow/api/trpc';
import type { ErrorCode } from '@frontrow/contract/error-codes';
import { z } from 'zod';
import { describe, docTreeOf } from './doc-comments.ts';
import { type ErrorModel, readErrors } from './error-model.ts';
import { type JsonSchema, jsonSchemaOf } from './json-schema.ts';
import { type ProcedureSource, readApiSource } from './procedure-sources.ts';
import { readSources, type Sources, unwrapped } from './program.ts';

export type Access = NonNullable<ProcedureMeta['access']>;

export interface ProcedureModel {
  /** Such as `queue.join`. */
  path: string;
  domain: string;
  name: string;
  kind: 'query' | 'mutation' | 'subscription';
  access: Access;
  description: string;
  /** Null: the procedure takes no input. */
  input: JsonSchema | null;
  /** Whether a call without any input is refused. */
  inputRequired: boolean;
  /** For a subscription: of each event. */
  output: JsonSchema;
  /** Its own error codes, in the order in which they are checked. */
  errors: readonly ErrorCode[];
}

export interface DomainModel {
  name: string;
  description: string;
  procedures: ProcedureModel[];
}

/** The API as data: for the Markdown pages, and for any other writer. */
export interface ApiModel {
  domains: DomainModel[];
  errors: ErrorModel[];
}

/** What tRPC keeps of a procedure at run time. */
interface Definition {
  type: ProcedureModel['kind'];
  inputs: unknown[];
  output?: unknown;
  meta?: ProcedureMeta;
}

/**
 * Reads the API: types, limits and defaults from the schemas of the running router, descriptions from the
 * doc comments of the sources.
 */
export function readApi(): ApiModel {
  const sources = readSources();
  const { domains, procedures } = readApiSource(sources);
  const models = Object.entries(appRouter._def.procedures).map(([path, procedure]) => {
    const source = procedures.get(path);
    if (!source) throw new Error(`the source of ${path} was not found`);
    return procedureOf(definitionOf(procedure), { path, source, sources });
  });
  const byDomain = Map.groupBy(models, ({ domain }) => domain);
  return {
    domains: [...domains].map(([name, description]) => {
      return { name, description: unwrapped(description), procedures: byDomain.get(name) ?? [] };
    }),
    errors: readErrors(sources),
  };
}

function procedureOf(
  { type, inputs: [input], output, meta = {} }: Definition,
  { path, source, sources }: { path: string; source: ProcedureSource; sources: Sources },
): ProcedureModel {
  const { domain, name, doc } = source;
  if (doc === '') throw new Error(`${path} has no doc comment in packages/api/src/routers`);
  const result = schemaIn(output ?? meta.plain ?? meta.events);
  if (!result || !source.output) {
    throw new Error(
      `${path} has neither .output(…) nor .meta({ plain: … }) nor .meta({ events: … })`,
    );
  }
  const taken = schemaIn(input);
  return {
    ...{
      path,
      domain,
      name,
      kind: type,
      access: meta.access ?? 'public',
      description: unwrapped(doc),
    },
    input:
      taken && source.input
        ? describe(jsonSchemaOf(taken, 'input'), docTreeOf(sources.checker, source.input))
        : null,
    inputRequired: taken !== null && !taken.safeParse(undefined).success,
    output: describe(jsonSchemaOf(result, 'output'), docTreeOf(sources.checker, source.output)),
    errors: meta.errors ?? [],
  };
}

/** tRPC's types hide `_def` of a procedure. */
const definitionOf = (procedure: unknown): Definition => (procedure as { _def: Definition })._def;

const schemaIn = (value: unknown): z.ZodType | null => (value instanceof z.ZodType ? value : null);
