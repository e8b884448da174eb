import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { ErrorNote } from '../shell/error-note.tsx';
import { Page, PageHeading } from '../shell/page.tsx';
import { chartQuery } from './chart-query.ts';
import { Editor } from './editor.tsx';
import { keptPrices } from './kept-prices.ts';

/** A chart in the editor. What is changed is saved as another chart: dates rely on this one. */
export function ChartPage() {
  const { t } = useLingui();
  const { chartId } = useParams({ from: '/operators/charts/$chartId' });
  const { data, error, refetch } = useQuery(chartQuery(chartId));
  return (
    <Page title={data?.name ?? t`Chart`} width="full" className="flex flex-col gap-3">
      <PageHeading>{data?.name ?? t`Chart`}</PageHeading>
      <p className="m-0 text-ink-2">
        <Link to="/charts">
          <Trans>All charts</Trans>
        </Link>
        {' · '}
        <Trans>What you change is saved as another chart. Dates keep the one they have.</Trans>
      </p>
      {error && <ErrorNote error={error} onRetry={() => void refetch()} />}
      {data && (
        <Editor
          key={chartId}
          value={{ name: data.name, chart: data.chart, prices: keptPrices(chartId) }}
        />
      )}
    </Page>
  );
}
