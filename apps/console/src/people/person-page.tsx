import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { client, type Person } from '../client/client.ts';
import { ErrorNote } from '../shell/error-note.tsx';
import { useNumbers } from '../shell/numbers.ts';
import { Page, PageHeading, Section } from '../shell/page.tsx';
import { AccountActions } from './account-actions.tsx';
import { Payments } from './payments.tsx';
import { Timeline } from './timeline-list.tsx';
import { TopUps } from './top-ups.tsx';

/** A person: the money, what can be done about it, and the whole story. */
export function PersonPage() {
  const { t } = useLingui();
  const { userId } = useParams({ from: '/operators/people/$userId' });
  const navigate = useNavigate();
  const { data, error, refetch } = useQuery({
    queryKey: ['person', userId],
    queryFn: () => client.admin.person.query({ userId }),
    refetchInterval: 10_000,
  });
  const refresh = () => void refetch();
  return (
    <Page title={data?.user.name ?? t`Person`} width="list">
      {error && <ErrorNote error={error} onRetry={refresh} />}
      {data && (
        <>
          <PageHeading>{data.user.name}</PageHeading>
          <Facts person={data} />
          <div className="mt-8 grid gap-x-10 gap-y-8 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
            <Section heading={<Trans>What happened</Trans>}>
              <Timeline person={data} />
              {data.more && (
                <p className="text-ink-2">
                  <Trans>
                    There is more than the last hundred of each kind: see the tables of Money.
                  </Trans>
                </p>
              )}
            </Section>
            <div className="grid content-start gap-8">
              <Section heading={<Trans>Payments</Trans>}>
                <Payments person={data} onChanged={refresh} />
              </Section>
              <Section heading={<Trans>Top-ups</Trans>}>
                <TopUps person={data} onChanged={refresh} />
              </Section>
              <Section heading={<Trans>Account</Trans>}>
                <AccountActions
                  person={data}
                  onChanged={refresh}
                  onErased={() => void navigate({ to: '/people' })}
                />
              </Section>
            </div>
          </div>
        </>
      )}
    </Page>
  );
}

function Facts({ person: { user, balance } }: { person: Person }) {
  const { t } = useLingui();
  const numbers = useNumbers();
  const roles = {
    customer: t`Customer`,
    operator: t`Operator`,
    service: t`Back end`,
    door: t`Door`,
  };
  return (
    <dl className="mt-3 mb-0 flex flex-wrap gap-x-10 gap-y-3">
      <div>
        <dt className="text-13 text-ink-2">
          <Trans>Balance</Trans>
        </dt>
        <dd className="num m-0 py-1 text-28">{numbers.money(balance.amount, balance.currency)}</dd>
      </div>
      <div>
        <dt className="text-13 text-ink-2">
          <Trans>Customer number</Trans>
        </dt>
        <dd className="m-0 [overflow-wrap:anywhere]">{user.externalId ?? '–'}</dd>
      </div>
      <div>
        <dt className="text-13 text-ink-2">
          <Trans>Id</Trans>
        </dt>
        <dd className="m-0 font-mono text-13 [overflow-wrap:anywhere]">{user.id}</dd>
      </div>
      <div>
        <dt className="text-13 text-ink-2">{roles[user.role]}</dt>
        <dd className="m-0">
          {user.deletedAt ? (
            <span className="text-bad">
              <Trans>deleted on {numbers.day(user.deletedAt)}</Trans>
            </span>
          ) : (
            <Trans>since {numbers.day(user.createdAt)}</Trans>
          )}
        </dd>
      </div>
      <div>
        <dt className="text-13 text-ink-2">
          <Trans>Log</Trans>
        </dt>
        <dd className="m-0">
          <Link to="/log" search={{ target: user.id }}>
            <Trans>What operators did</Trans>
          </Link>
        </dd>
      </div>
    </dl>
  );
}
