import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type Admin, type Answer, client } from '../client/client.ts';
import { Action } from '../shell/action.tsx';
import { ErrorNote } from '../shell/error-note.tsx';
import { useNumbers } from '../shell/numbers.ts';
import { Page, PageHeading, Section } from '../shell/page.tsx';

type Audit = Answer<Admin['audit']>;

/** What the audit found, and when it looked; and one that is asked for now. */
export function AuditPage() {
  const { t } = useLingui();
  const state = useQuery({
    queryKey: ['health'],
    queryFn: () => client.admin.health.query(),
    refetchInterval: 5_000,
  });
  const run = useMutation({
    mutationFn: async () => ({ ...(await client.admin.audit.query({})), at: new Date() }),
  });
  return (
    <Page title={t`Audit`} width="list">
      <PageHeading>
        <Trans>Audit</Trans>
      </PageHeading>
      <p className="mt-1 mb-6 max-w-text text-ink-2">
        <Trans>
          One owner for each seat, balances that are the sum of their entries, limits that were
          kept, first come first served: checked on the live data.
        </Trans>
      </p>
      {state.error && <ErrorNote error={state.error} onRetry={() => void state.refetch()} />}
      {state.data && <Looks audit={state.data.audit} />}
      <Section heading={<Trans>Check everything now</Trans>} className="mt-8">
        <p className="mt-0 mb-3 max-w-text">
          <Trans>
            It reads all data on one snapshot and changes nothing. A large sale takes a minute or
            two, and the database has more to do meanwhile.
          </Trans>
        </p>
        <Action isPending={run.isPending} onClick={() => run.mutate()}>
          {run.isPending ? <Trans>Checking</Trans> : <Trans>Check now</Trans>}
        </Action>
        {run.error && <ErrorNote error={run.error} />}
        {run.data && <Result audit={run.data} at={run.data.at} />}
      </Section>
    </Page>
  );
}

function Looks({ audit }: { audit: Answer<Admin['health']>['audit'] }) {
  const numbers = useNumbers();
  const at = (time: Date | null) => (time ? numbers.moment(time) : '–');
  const findings = numbers.whole(audit.findings);
  return (
    <dl className="m-0 flex flex-wrap gap-x-12 gap-y-4">
      <div>
        <dt className="text-13 text-ink-2">
          <Trans>By the worker, all the time</Trans>
        </dt>
        <dd className={`m-0 text-22 font-bold ${audit.findings > 0 ? 'text-bad' : ''}`}>
          {audit.findings > 0 ? <Trans>{findings} findings</Trans> : <Trans>In order</Trans>}
        </dd>
      </div>
      <div>
        <dt className="text-13 text-ink-2">
          <Trans>What has changed was looked at</Trans>
        </dt>
        <dd className="m-0 text-22">{at(audit.changesAt)}</dd>
      </div>
      <div>
        <dt className="text-13 text-ink-2">
          <Trans>Everything was looked at</Trans>
        </dt>
        <dd className="m-0 text-22">{at(audit.wholeAt)}</dd>
      </div>
    </dl>
  );
}

function Result({ audit, at }: { audit: Audit; at: Date }) {
  const numbers = useNumbers();
  const time = numbers.clock(at);
  return (
    <div role="status" className="mt-4">
      <p className={`m-0 mb-2 text-18 font-bold ${audit.ok ? 'text-good' : 'text-bad'}`}>
        {audit.ok ? (
          <Trans>All in order at {time}</Trans>
        ) : (
          <Trans>Not in order at {time}: stop the sale and keep what is below</Trans>
        )}
      </p>
      <ul className="m-0 list-none p-0">
        {audit.checks.map(({ name, ok, violations }) => (
          <li key={name} className="border-0 border-b border-solid border-line py-2">
            <span aria-hidden="true">{ok ? '✓' : '✗'}</span> {name}
            {!ok && (
              <pre className="m-0 mt-1 max-h-60 overflow-auto bg-sunk p-2 text-13">
                {JSON.stringify(violations, null, 1)}
              </pre>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}
