import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { client } from '../client/client.ts';
import { actionClass } from '../shell/action.tsx';
import { ErrorNote } from '../shell/error-note.tsx';
import { useNumbers } from '../shell/numbers.ts';
import { Page, PageHeading } from '../shell/page.tsx';

/** The drawings of houses that dates can be made with. */
export function ChartsPage() {
  const { t } = useLingui();
  const numbers = useNumbers();
  const charts = useQuery({
    queryKey: ['charts'],
    queryFn: () => client.admin.listCharts.query({ limit: 100 }),
  });
  return (
    <Page title={t`Charts`} width="list">
      <div className="flex flex-wrap items-end justify-between gap-4">
        <PageHeading>
          <Trans>Charts</Trans>
        </PageHeading>
        <Link to="/charts/new" className={actionClass('secondary')}>
          <Trans>New chart</Trans>
        </Link>
      </div>
      <p className="mt-1 mb-4 text-ink-2">
        <Trans>A chart never changes: another drawing is another chart.</Trans>
      </p>
      {charts.error && <ErrorNote error={charts.error} onRetry={() => void charts.refetch()} />}
      {charts.data?.items.length === 0 && (
        <p>
          <Trans>There is no chart yet. Draw one, then give a date its house.</Trans>
        </p>
      )}
      {charts.data && charts.data.items.length > 0 && (
        <table className="figures w-full">
          <thead>
            <tr>
              <th scope="col">
                <Trans>Chart</Trans>
              </th>
              <th scope="col" className="n">
                <Trans>Places</Trans>
              </th>
              <th scope="col">
                <Trans>Made</Trans>
              </th>
            </tr>
          </thead>
          <tbody>
            {charts.data.items.map(({ chartId, name, places, createdAt }) => (
              <tr key={chartId}>
                <th scope="row">
                  <Link to="/charts/$chartId" params={{ chartId }} className="font-semibold">
                    {name}
                  </Link>
                </th>
                <td className="n">{numbers.whole(places)}</td>
                <td>{numbers.day(createdAt)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Page>
  );
}
