import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { chartQuery } from '../charts/chart-query.ts';
import { keptPrices } from '../charts/kept-prices.ts';
import { client, type Input } from '../client/client.ts';
import { Action } from '../shell/action.tsx';
import { ErrorNote } from '../shell/error-note.tsx';
import { SelectField, TextField } from '../shell/fields.tsx';
import { currencyQuery } from './currency.ts';
import { ownZone, timeIn } from './local-time.ts';
import { asTyped, PriceFields, pricesIn } from './prices.tsx';

/** Adds a date: when, in which house, at which prices. */
export function NewDate({ concertId, onMade }: { concertId: string; onMade: () => void }) {
  const { t } = useLingui();
  const [startsAt, setStartsAt] = useState('');
  const [timezone, setTimezone] = useState(ownZone);
  const [chartId, setChartId] = useState('');
  const [prices, setPrices] = useState<Record<string, string>>({});
  const [keepsPairs, setKeepsPairs] = useState(false);
  const charts = useQuery({
    queryKey: ['charts'],
    queryFn: () => client.admin.listCharts.query({ limit: 100 }),
  });
  const chart = useQuery({ ...chartQuery(chartId), enabled: chartId !== '' });
  const currency = useQuery(currencyQuery);
  const categories = [...new Set(chart.data?.chart.sections.map(({ category }) => category) ?? [])];
  const chooseChart = (chosen: string) => {
    setChartId(chosen);
    // Those that were typed in the editor of charts, where there are some.
    setPrices((typed) => ({ ...typed, ...asTyped(keptPrices(chosen)) }));
  };
  const create = useMutation({
    mutationFn: (input: Input<'createPerformance'>) => client.admin.createPerformance.mutate(input),
    onSuccess: () => {
      setStartsAt('');
      onMade();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const at = timeIn(startsAt);
    if (!at || !currency.data || create.isPending) return;
    create.mutate({
      ...{ concertId, startsAt: at, timezone: timezone.trim(), chartId },
      ...{ prices: pricesIn(categories, prices), orphanRule: keepsPairs ? 'refuse' : 'off' },
    });
  };
  return (
    <details>
      <summary className="min-h-11 cursor-pointer content-center font-semibold">
        <Trans>Add a date</Trans>
      </summary>
      <form onSubmit={submit} className="mt-2 grid max-w-[720px] gap-4 md:grid-cols-2">
        <TextField
          label={t`Starts`}
          hint={t`Your time, ${ownZone()}`}
          type="datetime-local"
          value={startsAt}
          onChange={setStartsAt}
          required
        />
        <TextField
          label={t`Time zone of the venue`}
          hint={t`As Asia/Seoul`}
          value={timezone}
          onChange={setTimezone}
          required
        />
        <SelectField
          className="md:col-span-2"
          label={t`House`}
          value={chartId}
          options={[
            { value: '', label: t`Choose a chart` },
            ...(charts.data?.items ?? []).map(({ chartId: value, name, places }) => ({
              value,
              label: t`${name}, ${places} places`,
            })),
          ]}
          onChange={chooseChart}
        />
        {currency.data && (
          <PriceFields
            categories={categories}
            prices={prices}
            currency={currency.data.currency}
            onChange={setPrices}
          />
        )}
        <label className="flex min-h-11 items-center gap-2 md:col-span-2">
          <input
            type="checkbox"
            checked={keepsPairs}
            onChange={({ target }) => setKeepsPairs(target.checked)}
            className="size-5"
          />
          <Trans>Refuse choices that leave a single seat alone</Trans>
        </label>
        <div className="md:col-span-2">
          <Action
            type="submit"
            isPending={create.isPending}
            disabled={chartId === '' || !currency.data}
          >
            <Trans>Add this date</Trans>
          </Action>
          {create.error && <ErrorNote error={create.error} />}
          {currency.error && (
            <ErrorNote error={currency.error} onRetry={() => void currency.refetch()} />
          )}
        </div>
      </form>
    </details>
  );
}
