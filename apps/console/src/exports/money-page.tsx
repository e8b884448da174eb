import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { client } from '../client/client.ts';
import { Action } from '../shell/action.tsx';
import { ErrorNote } from '../shell/error-note.tsx';
import { SelectField } from '../shell/fields.tsx';
import { useNumbers } from '../shell/numbers.ts';
import { Page, PageHeading, Section } from '../shell/page.tsx';
import { saveTable, type Wanted } from './save-table.ts';

/** Top-ups that a person must decide, and the tables for spreadsheets. */
export function MoneyPage() {
  const { t } = useLingui();
  return (
    <Page title={t`Money`} width="list">
      <PageHeading>
        <Trans>Money</Trans>
      </PageHeading>
      <div className="mt-6 grid gap-8">
        <Attention />
        <Exports />
      </div>
    </Page>
  );
}

function Attention() {
  const numbers = useNumbers();
  const topUps = useQuery({
    queryKey: ['attention'],
    queryFn: () => client.admin.listTopUps.query({ attention: true, limit: 100 }),
    refetchInterval: 10_000,
  });
  return (
    <Section heading={<Trans>Top-ups that somebody must decide</Trans>}>
      {topUps.error && <ErrorNote error={topUps.error} onRetry={() => void topUps.refetch()} />}
      {topUps.data?.items.length === 0 && (
        <p className="m-0 text-ink-2">
          <Trans>None.</Trans>
        </p>
      )}
      <ul className="m-0 list-none p-0">
        {topUps.data?.items.map(({ id, userId, amount, currency, attention, createdAt }) => (
          <li key={id} className="border-0 border-b border-solid border-line py-2">
            <Link to="/people/$userId" params={{ userId }} className="font-semibold">
              {numbers.money(amount, currency)}
            </Link>{' '}
            {numbers.moment(createdAt)} · <span className="text-bad">{attention}</span>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Exports() {
  const { t } = useLingui();
  const [concertId, setConcertId] = useState('');
  const concerts = useQuery({
    queryKey: ['export concerts'],
    queryFn: () => client.concert.list.query({ limit: 100 }),
  });
  const filter = concertId ? { concertId } : {};
  return (
    <Section heading={<Trans>Tables for a spreadsheet</Trans>}>
      <p className="mt-0 mb-4 max-w-text text-ink-2">
        <Trans>
          CSV files in UTF-8, times in UTC, money in the smallest unit of the currency. They are
          written row by row, whatever their size.
        </Trans>
      </p>
      <SelectField
        className="mb-4 max-w-text"
        label={t`Concert`}
        hint={t`The ledger is always of all concerts`}
        value={concertId}
        options={[
          { value: '', label: t`All` },
          ...(concerts.data?.items ?? []).map(({ id, title }) => ({ value: id, label: title })),
        ]}
        onChange={setConcertId}
      />
      <div className="grid gap-3">
        <Export
          words={t`Sales`}
          more={t`A row for each place that was paid, refunded ones too`}
          wanted={{ kind: 'sales', ...filter }}
          name="sales.csv"
        />
        <Export
          words={t`Ledger`}
          more={t`A row for each change of a balance`}
          wanted={{ kind: 'ledger' }}
          name="ledger.csv"
        />
        <Export
          words={t`Check-ins`}
          more={t`A row for each ticket that was used at a door`}
          wanted={{ kind: 'checkIns', ...filter }}
          name="check-ins.csv"
        />
      </div>
    </Section>
  );
}

interface ExportProps {
  words: string;
  more: string;
  wanted: Wanted;
  name: string;
}

function Export({ words, more, wanted, name }: ExportProps) {
  const numbers = useNumbers();
  const [rows, setRows] = useState(0);
  const stop = useRef(new AbortController());
  const save = useMutation({
    mutationFn: () => {
      setRows(0);
      stop.current = new AbortController();
      return saveTable(wanted, { name, onRows: setRows, signal: stop.current.signal });
    },
  });
  const isStopped = save.error instanceof DOMException;
  const count = numbers.whole(rows);
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2 border-0 border-b border-solid border-line pb-3">
      <div className="min-w-0 flex-1 basis-60">
        <strong>{words}</strong>
        <div className="text-ink-2">{more}</div>
      </div>
      <span role="status">
        {save.isPending && <Trans>{count} rows so far</Trans>}
        {save.isSuccess && <Trans>Saved: {count} rows</Trans>}
      </span>
      {save.isPending ? (
        <Action kind="secondary" onClick={() => stop.current.abort()}>
          <Trans>Stop</Trans>
        </Action>
      ) : (
        <Action kind="secondary" onClick={() => save.mutate()}>
          <Trans>Save {words}</Trans>
        </Action>
      )}
      {save.error && !isStopped && (
        <div className="w-full">
          <ErrorNote error={save.error} />
        </div>
      )}
    </div>
  );
}
