import { useLanguage } from '@frontrow/pages/browser/language.ts';
import { english, korean } from '@frontrow/seat-map';
import { SeatMap } from '@frontrow/seat-map/react';
import { Trans } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { client } from '../client/client.ts';
import { ErrorNote } from '../shell/error-note.tsx';
import type { Places } from './places.ts';

const PARTS = { list: false, legend: false, minimap: false, notices: false };

/**
 * The house: each seat in its category's colour while it can be had, a ring while it is held, a dot once it is sold. So
 * what is in demand is what has grown empty. Seats are drawn however small they are.
 */
export function House({
  performanceId,
  places,
  isTall,
}: {
  performanceId: string;
  places: Places | null;
  isTall: boolean;
}) {
  const language = useLanguage();
  const chart = useQuery({
    queryKey: ['chart', performanceId],
    queryFn: () => client.concert.chart.query({ performanceId }),
    staleTime: 60_000,
  });
  if (chart.error) return <ErrorNote error={chart.error} onRetry={() => void chart.refetch()} />;
  const isReady = chart.data && places?.performanceId === performanceId;
  return (
    <div className={`house bg-sunk ${isTall ? 'h-[480px]' : 'h-[420px]'}`}>
      {isReady ? (
        <SeatMap
          key={performanceId}
          className="h-full"
          chart={chart.data}
          availability={places}
          messages={language === 'ko' ? korean : english}
          readOnly
          houseBelow={0}
          parts={PARTS}
        />
      ) : (
        <p className="m-0 p-4 text-ink-2">
          <Trans>Drawing the house</Trans>
        </p>
      )}
    </div>
  );
}
