import type { EditedChart } from '@frontrow/chart-editor/editor/edited-chart.ts';
import { ChartEditor } from '@frontrow/chart-editor/react/chart-editor.tsx';
import { useLanguage } from '@frontrow/pages/browser/language.ts';
import { isFrontrowError } from '@frontrow/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useBlocker, useNavigate } from '@tanstack/react-router';
import { useRef } from 'react';
import { client, type Input } from '../client/client.ts';
import { currencyQuery } from '../setup/currency.ts';
import { Action } from '../shell/action.tsx';
import { ErrorNote } from '../shell/error-note.tsx';
import { keepPrices } from './kept-prices.ts';

export interface EditorProps {
  /** What is drawn at first; null: an empty sheet. */
  value: (Pick<EditedChart, 'name' | 'chart'> & { prices?: Record<string, number> }) | null;
}

/** The editor of charts. A chart never changes, so that each save makes another one, whose page opens. */
export function Editor({ value }: EditorProps) {
  const language = useLanguage();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const currency = useQuery(currencyQuery);
  const isChanged = useRef(false);
  const create = useMutation({
    mutationFn: (input: Input<'createChart'>) => client.admin.createChart.mutate(input),
  });
  const save = async ({ name, chart, prices }: EditedChart) => {
    const { chartId } = await create.mutateAsync({ name, chart });
    keepPrices(chartId, prices);
    isChanged.current = false;
    void queries.invalidateQueries({ queryKey: ['charts'] });
    await navigate({ to: '/charts/$chartId', params: { chartId } });
  };
  const issues = isFrontrowError(create.error, 'VALIDATION_FAILED')
    ? create.error.details.issues
    : undefined;
  if (currency.error)
    return <ErrorNote error={currency.error} onRetry={() => void currency.refetch()} />;
  if (!currency.data) return null;
  return (
    <>
      <LeaveQuestion isAsked={() => isChanged.current} />
      {create.error && !issues && <ErrorNote error={create.error} />}
      <div className="h-[calc(100dvh-10.5rem)] min-h-[560px]">
        <ChartEditor
          {...{ value, language }}
          currency={currency.data.currency}
          serverFaults={issues}
          onChange={() => {
            isChanged.current = true;
          }}
          onSave={save}
        />
      </div>
    </>
  );
}

/** Asks before a page with an unsaved chart is left. */
function LeaveQuestion({ isAsked }: { isAsked: () => boolean }) {
  const { t } = useLingui();
  const blocker = useBlocker({
    shouldBlockFn: isAsked,
    enableBeforeUnload: isAsked,
    withResolver: true,
  });
  if (blocker.status !== 'blocked') return null;
  return (
    <dialog
      open
      aria-label={t`The chart is not saved`}
      className="fixed inset-0 z-20 m-auto border-2 border-solid border-ink bg-bg p-5 text-ink"
      onKeyDown={({ key }) => key === 'Escape' && blocker.reset()}
    >
      <p className="mt-0 mb-4 font-semibold">
        <Trans>The chart is not saved. Leave it?</Trans>
      </p>
      <div className="flex flex-wrap gap-3">
        <Action onClick={blocker.reset}>
          <Trans>Go on drawing</Trans>
        </Action>
        <Action kind="secondary" onClick={blocker.proceed}>
          <Trans>Leave without saving</Trans>
        </Action>
      </div>
    </dialog>
  );
}
