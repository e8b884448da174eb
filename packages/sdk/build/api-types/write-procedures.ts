import type { Procedure } from './procedures.ts';
import type { SchemaTypes } from './schema-types.ts';
import { usedTypes } from './write-router.ts';

const HEAD = `// Generated from the API's routers and the contract by \`npx -y pnpm@12 generate\`; do not edit.`;

/** The text of src/testing/procedures.ts: every procedure by its path, as types and as a table. */
export function writeProcedures(
  procedures: readonly Procedure[],
  schemaTypes: SchemaTypes,
): string {
  const types = procedures.map(({ domain, name, kind, input, output }) => {
    if (!output) throw new Error(`${name} must have an output schema, or a schema of its events`);
    const inputType = input ? schemaTypes.write(input, 'input') : 'undefined';
    const outputType = schemaTypes.write(output, 'output');
    return `'${domain}.${name}': { kind: '${kind}'; input: ${inputType}; output: ${outputType} };\n`;
  });
  const table = procedures.map(
    ({ domain, name, kind, needsToken }) =>
      `'${domain}.${name}': { kind: '${kind}', needsToken: ${needsToken} },\n`,
  );
  const body = types.join('');
  return [
    HEAD,
    `import type { ${usedTypes(body, schemaTypes).join(', ')} } from '../api.ts';`,
    `/** Every procedure of the API by its path. The output of a subscription is one of its events. */
    export interface Procedures {\n${body}}`,
    `export interface ProcedureKind {
      kind: 'query' | 'mutation' | 'subscription';
      /** Whether a call must send a queue token. */
      needsToken: boolean;
    }`,
    `export const PROCEDURE_KINDS: Readonly<Record<keyof Procedures, ProcedureKind>> = {\n${table.join('')}};`,
    '',
  ].join('\n\n');
}
