import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { declaredErrors } from '@frontrow/api/errors/declared-errors';
import type { ErrorCode } from '@frontrow/contract/error-codes';
import type { Access, ApiModel } from '../model/api-model.ts';
import { fieldsOf } from './fields.ts';
import { ACCESS, GENERATED } from './links.ts';
import { firstSentence, table } from './table.ts';

const TEMPLATE = join(import.meta.dirname, 'overview.md');

/** docs/api/README.md: overview.md with the generated tables at `{{name}}`. */
export function overviewPage(api: ApiModel): string {
  const parts: Record<string, () => string> = {
    generated: () => GENERATED,
    procedures: () => procedureTables(api),
    'common errors': commonErrors,
    errors: () => errorTable(api),
  };
  return readFileSync(TEMPLATE, 'utf8').replaceAll(/\{\{([\w ]+)\}\}/g, (_, name: string) => {
    const write = parts[name];
    if (!write) throw new Error(`overview.md has an unknown part: ${name}`);
    return write();
  });
}

const procedureTables = ({ domains }: ApiModel): string =>
  domains
    .map(({ name, description, procedures }) => {
      const rows = procedures.map(({ path, kind, access, description: text }) => [
        `[\`${path}\`](${name}.md#${path.replace('.', '').toLowerCase()})`,
        kind,
        ACCESS[access].short,
        firstSentence(text),
      ]);
      const head = ['procedure', 'kind', 'who may call', 'what it does'];
      return `### [${name}](${name}.md)\n\n${description}\n\n${table(head, rows)}`;
    })
    .join('\n\n');

/** For each kind of caller: the codes that any of its procedures may answer with. */
function commonErrors(): string {
  const accesses = Object.keys(ACCESS) as Access[];
  const rows = accesses.map((access) => [
    ACCESS[access].short,
    declaredErrors({ access }).map(codeLink).join(', '),
  ]);
  return table(['who may call', 'codes'], rows);
}

/** A link to the row of an error code on the same page. */
const codeLink = (code: string): string => `[\`${code}\`](#${code.toLowerCase()})`;

/** All codes, each with an anchor for the links of the pages. */
function errorTable({ domains, errors }: ApiModel): string {
  const procedures = domains.flatMap((domain) => domain.procedures);
  const usersOf = (code: ErrorCode) =>
    procedures
      .filter((procedure) => procedure.errors.includes(code))
      .map(
        ({ path, domain }) => `[\`${path}\`](${domain}.md#${path.replace('.', '').toLowerCase()})`,
      )
      .join(', ');
  const rows = errors.map(({ code, trpcCode, httpStatus, message, details }) => {
    const fields = (details ? fieldsOf(details) : []).map(
      ({ path, type, description }) =>
        `\`${path}\`: ${type}${description ? ` (${description.replace(/\.$/, '')})` : ''}`,
    );
    const anchor = `<a id="${code.toLowerCase()}"></a>\`${code}\``;
    return [
      anchor,
      String(httpStatus),
      `\`${trpcCode}\``,
      message,
      fields.join('<br>'),
      usersOf(code),
    ];
  });
  const head = ['code', 'HTTP', 'tRPC code', 'message', '`details`', 'declared by'];
  return table(head, rows);
}
