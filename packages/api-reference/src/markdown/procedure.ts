import { exampleOf } from '../examples/examples.ts';
import type { ProcedureModel } from '../model/api-model.ts';
import type { ErrorModel } from '../model/error-model.ts';
import type { JsonSchema } from '../model/json-schema.ts';
import { fieldsOf } from './fields.ts';
import { ACCESS, codeLink, PAGES } from './links.ts';
import { table } from './table.ts';

const REQUEST = { query: 'GET', mutation: 'POST', subscription: 'GET' } as const;

/** The section of one procedure. */
export function procedureSection(procedure: ProcedureModel, errors: readonly ErrorModel[]): string {
  const { path, kind, access, description, output } = procedure;
  const { curl, sdk } = exampleOf(procedure);
  return [
    `## ${path}`,
    description,
    [
      `- Kind: ${kind}, \`${REQUEST[kind]} /trpc/${path}\``,
      `- Who may call: ${ACCESS[access].long}`,
    ].join('\n'),
    '**Input**',
    inputOf(procedure),
    kind === 'subscription' ? '**Each event**' : '**Output**',
    outputTable(output),
    '**Errors**',
    errorList(procedure, errors),
    '**Example**',
    fence('sh', curl),
    fence('ts', sdk),
  ].join('\n\n');
}

function inputOf({ input, inputRequired }: ProcedureModel): string {
  if (!input) return 'None.';
  const rows = fieldsOf(input).map(
    ({ path, type, required, defaultValue, limits, description }) => [
      `\`${path}\``,
      type,
      required ? 'yes' : 'no',
      defaultValue && `\`${defaultValue}\``,
      limits,
      description,
    ],
  );
  const head = ['field', 'type', 'required', 'default', 'limits', 'description'];
  const parts = [table(head, rows)];
  if (input.description) parts.unshift(input.description);
  if (!inputRequired) parts.push('The whole input may be left out.');
  return parts.join('\n\n');
}

function outputTable(output: JsonSchema): string {
  const rows = fieldsOf(output).map(({ path, type, description }) => [
    `\`${path}\``,
    type,
    description,
  ]);
  const parts = [table(['field', 'type', 'description'], rows)];
  if (output.description) parts.unshift(output.description);
  return parts.join('\n\n');
}

/** Its own errors with their messages; those of its kind of caller by a link. */
function errorList({ errors, access }: ProcedureModel, all: readonly ErrorModel[]): string {
  const rows = errors.flatMap((code) => {
    const error = all.find((one) => one.code === code);
    if (!error) return [];
    const details = error.details ? fieldsOf(error.details) : [];
    const names = details.map(({ path, type }) => `\`${path}\` (${type})`).join(', ');
    return [[codeLink(code), String(error.httpStatus), error.message, names]];
  });
  const common = `${rows.length > 0 ? 'And the' : 'The'} [common errors](${PAGES.index}#common-errors) of ${access === 'public' ? 'every procedure' : ACCESS[access].short}.`;
  if (rows.length === 0) return common;
  return [table(['code', 'HTTP', 'message', '`details`'], rows), common].join('\n\n');
}

const fence = (language: string, code: string): string => `\`\`\`${language}\n${code}\n\`\`\``;
