import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { client } from '../client/client.ts';
import { ErrorNote } from '../shell/error-note.tsx';
import { useNumbers } from '../shell/numbers.ts';
import { Page, PageHeading } from '../shell/page.tsx';

/** One chart, section by section. The editor of charts has its place here. */
export function ChartPage() {
  const { t } = useLingui();
  const numbers = useNumbers();
  const { chartId } = useParams({ from: '/operators/charts/$chartId' });
  const { data, error, refetch } = useQuery({
    queryKey: ['admin chart', chartId],
    queryFn: () => client.admin.getChart.query({ chartId }),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const seats = (section: NonNullable<typeof data>['chart']['sections'][number]) =>
    section.kind === 'GENERAL'
      ? section.capacity
      : section.rows.reduce((sum, { count }) => sum + count, 0);
  return (
    <Page title={data?.name ?? t`Chart`} width="list">
      <PageHeading>{data?.name ?? t`Chart`}</PageHeading>
      <p className="mt-1 mb-4">
        <Link to="/charts">
          <Trans>All charts</Trans>
        </Link>
      </p>
      {error && <ErrorNote error={error} onRetry={() => void refetch()} />}
      {data && (
        <table className="figures w-full">
          <thead>
            <tr>
              <th scope="col">
                <Trans>Section</Trans>
              </th>
              <th scope="col">
                <Trans>Category</Trans>
              </th>
              <th scope="col" className="n">
                <Trans>Places</Trans>
              </th>
            </tr>
          </thead>
          <tbody>
            {data.chart.sections.map((section) => (
              <tr key={section.name}>
                <th scope="row">{section.name}</th>
                <td>{section.category}</td>
                <td className="n">{numbers.whole(seats(section))}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Page>
  );
}
