import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { type AdminPerformance, client, type Input } from '../client/client.ts';
import { Action, actionClass } from '../shell/action.tsx';
import { useDateWords } from '../shell/dates.ts';
import { ErrorNote } from '../shell/error-note.tsx';
import { TextField } from '../shell/fields.tsx';
import { useNumbers } from '../shell/numbers.ts';
import { Page, PageHeading, Section } from '../shell/page.tsx';
import { CancelDate } from './cancel-date.tsx';
import { Saved } from './concert-form.tsx';
import { localValue, ownZone, timeIn } from './local-time.ts';
import { PriceFields } from './prices.tsx';

const REFRESH_MILLISECONDS = 2_000;

/** One date: when it is, what seats cost from now on, and how it is cancelled. */
export function DatePage() {
  const { t } = useLingui();
  const words = useDateWords();
  const { concertId, performanceId } = useParams({
    from: '/operators/concerts/$concertId/dates/$performanceId',
  });
  const dates = useQuery({
    queryKey: ['dates', concertId],
    queryFn: () => client.admin.listPerformances.query({ concertId }),
    refetchInterval: REFRESH_MILLISECONDS,
  });
  const date = dates.data?.items.find((each) => each.performanceId === performanceId);
  const title = date ? words(date) : t`Date`;
  return (
    <Page title={title} width="list">
      <PageHeading>{title}</PageHeading>
      <p className="mt-1 mb-6">
        <Link to="/concerts/$concertId/setup" params={{ concertId }}>
          <Trans>All dates of the concert</Trans>
        </Link>
      </p>
      {dates.error && <ErrorNote error={dates.error} onRetry={() => void dates.refetch()} />}
      {dates.data && !date && (
        <p>
          <Trans>There is no such date.</Trans>
        </p>
      )}
      {date && (
        <div className="grid gap-8">
          <Counts date={date} />
          {date.status === 'SCHEDULED' && (
            <p className="m-0">
              <Link
                to="/concerts/$concertId/dates/$performanceId/places"
                params={{ concertId, performanceId }}
                className={actionClass('secondary')}
              >
                <Trans>Take places off sale</Trans>
              </Link>
            </p>
          )}
          {date.status === 'SCHEDULED' && (
            <Section heading={<Trans>Change it</Trans>}>
              <DateForm date={date} onSaved={() => void dates.refetch()} />
            </Section>
          )}
          <CancelDate date={date} onChanged={() => void dates.refetch()} />
        </div>
      )}
    </Page>
  );
}

function Counts({ date }: { date: AdminPerformance }) {
  const numbers = useNumbers();
  const figures = [
    [<Trans key="places">Places</Trans>, date.seatsTotal],
    [<Trans key="sold">Sold</Trans>, date.sold],
    [<Trans key="held">Held</Trans>, date.held],
    [<Trans key="left">Left</Trans>, date.available],
    [<Trans key="off">Off sale</Trans>, date.blocked],
  ] as const;
  return (
    <dl className="m-0 flex flex-wrap gap-x-10 gap-y-3">
      {figures.map(([name, value]) => (
        <div key={name.key}>
          <dt className="text-13 text-ink-2">{name}</dt>
          <dd className="num m-0 py-1 text-28">{numbers.whole(value)}</dd>
        </div>
      ))}
    </dl>
  );
}

function DateForm({ date, onSaved }: { date: AdminPerformance; onSaved: () => void }) {
  const { t } = useLingui();
  const [startsAt, setStartsAt] = useState(() => localValue(date.startsAt));
  const [prices, setPrices] = useState<Record<string, string>>(() =>
    Object.fromEntries(date.sections.map(({ category, price }) => [category, String(price)])),
  );
  const [keepsPairs, setKeepsPairs] = useState(date.orphanRule === 'refuse');
  const categories = Object.keys(prices);
  const save = useMutation({
    mutationFn: (input: Input<'updatePerformance'>) => client.admin.updatePerformance.mutate(input),
    onSuccess: onSaved,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const at = timeIn(startsAt);
    if (!at || save.isPending) return;
    const changed = date.sections.filter(
      ({ category, price }) => Number(prices[category]) !== price,
    );
    save.mutate({
      performanceId: date.performanceId,
      ...(startsAt === localValue(date.startsAt) ? {} : { startsAt: at }),
      ...(changed.length === 0
        ? {}
        : {
            prices: Object.fromEntries(
              changed.map(({ category }) => [category, Number(prices[category])]),
            ),
          }),
      orphanRule: keepsPairs ? 'refuse' : 'off',
    });
  };
  return (
    <form onSubmit={submit} className="grid max-w-[720px] gap-4 md:grid-cols-2">
      <TextField
        className="md:col-span-2"
        label={t`Starts`}
        hint={t`Your time, ${ownZone()}`}
        type="datetime-local"
        value={startsAt}
        onChange={setStartsAt}
        required
      />
      <PriceFields
        categories={categories}
        prices={prices}
        currency={date.currency}
        onChange={setPrices}
      />
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
        <p className="mt-0 mb-3 text-ink-2">
          <Trans>New prices are for new holds. What is held or paid keeps its price.</Trans>
        </p>
        <Action type="submit" isPending={save.isPending}>
          <Trans>Save</Trans>
        </Action>
        {save.isSuccess && <Saved />}
        {save.error && <ErrorNote error={save.error} />}
      </div>
    </form>
  );
}
