import { exampleOf, sendsQueueToken, valuesIn } from '../examples/examples.ts';
import { VALUES } from '../examples/inputs.ts';
import { constantOf } from '../examples/literal.ts';
import type { DomainModel, ProcedureModel } from '../model/api-model.ts';
import type { ErrorModel } from '../model/error-model.ts';
import { ACCESS, GENERATED, PAGES } from './links.ts';
import { procedureSection } from './procedure.ts';
import { firstSentence, table } from './table.ts';

/** The page of one domain. */
export function domainPage(domain: DomainModel, errors: readonly ErrorModel[]): string {
  const { name, description, procedures } = domain;
  const sections = procedures.map((procedure) => procedureSection(procedure, errors));
  return `${[
    `# ${name}`,
    GENERATED,
    description,
    index(procedures),
    'What all calls have in common (addresses, the envelope, credentials, errors) is in ' +
      `[the overview](${PAGES.index}).`,
    '## Values in the examples',
    values(domain),
    ...sections,
  ].join('\n\n')}\n`;
}

const index = (procedures: readonly ProcedureModel[]): string =>
  table(
    ['procedure', 'kind', 'who may call', 'what it does'],
    procedures.map(({ path, kind, access, description }) => [
      `[\`${path}\`](#${path.replace('.', '').toLowerCase()})`,
      kind,
      ACCESS[access].short,
      firstSentence(description),
    ]),
  );

/** The table of the values, and how the SDK's client of the examples is made. */
function values({ name, procedures }: DomainModel): string {
  const used = new Set(procedures.flatMap((procedure) => valuesIn(exampleOf(procedure))));
  const rows = Object.entries(VALUES)
    .filter(([value]) => used.has(value))
    .map(([value, meaning]) => {
      const operators = value === 'TOKEN' && name === 'admin';
      return [
        `\`$${value}\``,
        `\`${constantOf(value)}\``,
        operators ? 'a bearer token with the role `operator`, a JWT' : meaning,
      ];
    });
  const auth = procedures.every(({ access }) => access === 'public') ? 'null' : 'token';
  const parts = [
    table(['in curl', 'in the SDK', 'is'], rows),
    'The client of the SDK examples:',
    [
      '```ts',
      "import { createFrontrowClient } from '@frontrow/sdk';",
      '',
      `const client = createFrontrowClient({ url, auth: ${auth} });`,
      '```',
    ].join('\n'),
  ];
  if (procedures.some(sendsQueueToken)) {
    parts.push('`{ queueToken }` sends the queue token with that one call.');
  }
  return parts.join('\n\n');
}
