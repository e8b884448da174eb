import { BlockPlaces, type PlacesToBlock } from '@frontrow/chart-editor/react/block-places.tsx';
import { useLanguage } from '@frontrow/pages/browser/language.ts';
import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { chartQuery } from '../charts/chart-query.ts';
import { client } from '../client/client.ts';
import { useDateWords } from '../shell/dates.ts';
import { ErrorNote } from '../shell/error-note.tsx';
import { Page, PageHeading } from '../shell/page.tsx';

const REFRESH_MILLISECONDS = 2_000;

/** Takes places of a date off sale and puts them back, on its chart. */
export function PlacesPage() {
  const { t } = useLingui();
  const words = useDateWords();
  const language = useLanguage();
  const { concertId, performanceId } = useParams({
    from: '/operators/concerts/$concertId/dates/$performanceId/places',
  });
  const [refused, setRefused] = useState<Error | null>(null);
  const dates = useQuery({
    queryKey: ['dates', concertId],
    queryFn: () => client.admin.listPerformances.query({ concertId }),
  });
  const date = dates.data?.items.find((each) => each.performanceId === performanceId);
  const chart = useQuery({ ...chartQuery(date?.chartId ?? ''), enabled: Boolean(date?.chartId) });
  const places = useQuery({
    queryKey: ['places', performanceId],
    queryFn: () => client.admin.availability.query({ performanceId }),
    refetchInterval: REFRESH_MILLISECONDS,
  });
  const error = dates.error ?? chart.error ?? places.error;
  const call = (change: 'blockPlaces' | 'unblockPlaces') => async (input: PlacesToBlock) => {
    setRefused(null);
    try {
      const answer = await client.admin[change].mutate({ performanceId, ...input });
      await places.refetch();
      return answer;
    } catch (fault) {
      setRefused(fault as Error);
      throw fault;
    }
  };
  const title = date ? t`Places, ${words(date)}` : t`Places`;
  return (
    <Page title={title} width="full" className="flex flex-col gap-3">
      <PageHeading>{title}</PageHeading>
      <p className="m-0 text-ink-2">
        <Link to="/concerts/$concertId/dates/$performanceId" params={{ concertId, performanceId }}>
          <Trans>Back to the date</Trans>
        </Link>
        {' · '}
        <Trans>What is held or sold stays as it is.</Trans>
      </p>
      {error && <ErrorNote error={error} onRetry={() => void places.refetch()} />}
      {refused && <ErrorNote error={refused} />}
      {dates.data && !date && (
        <p>
          <Trans>There is no such date.</Trans>
        </p>
      )}
      {chart.data && places.data && (
        <div className="h-[calc(100dvh-10.5rem)] min-h-[560px]">
          <BlockPlaces
            key={performanceId}
            chart={chart.data.chart}
            places={places.data.places}
            language={language}
            onBlock={call('blockPlaces')}
            onUnblock={call('unblockPlaces')}
          />
        </div>
      )}
    </Page>
  );
}
