import { useLanguage } from '@frontrow/pages/browser/language.ts';
import { type UseBalance, useFrontrow } from '@frontrow/sdk/react';
import { formatDayTime } from '@frontrow/ui/format/dates.ts';
import { formatMoney } from '@frontrow/ui/format/money.ts';
import { Button } from '@frontrow/ui/parts/button.tsx';
import { Trans } from '@lingui/react/macro';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { ErrorNote } from '../shell/error-note.tsx';
import { useSignedIn } from '../sign-in/use-signed-in.ts';
import { OpenTopUp } from './open-top-up.tsx';
import { useOpenTopUps } from './use-open-top-ups.ts';

type EntryType = 'CHARGE' | 'PAYMENT' | 'REFUND' | 'WITHDRAWAL';

/** What is not finished yet, then every change of the balance, the newest first, with what was left. */
export function WalletHistory({ balance }: Pick<UseBalance, 'balance'>) {
  const client = useFrontrow();
  const language = useLanguage();
  const userId = useSignedIn()?.user.id;
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(
    {
      queryKey: ['wallet history', userId],
      initialPageParam: null as string | null,
      retry: false,
      queryFn: ({ pageParam, signal }) =>
        client.balance.history.query({ cursor: pageParam, limit: 20 }, { signal }),
      getNextPageParam: ({ nextCursor }) => nextCursor,
    },
  );
  const entries = data?.pages.flatMap(({ items }) => items) ?? [];
  // Each change of the balance has a new entry, and the newest one says what was left.
  const amount = balance?.amount;
  const isBehind = !!data && amount !== undefined && (entries[0]?.balanceAfter ?? 0) !== amount;
  useEffect(() => {
    if (isBehind && amount !== undefined) void refetch();
  }, [isBehind, amount, refetch]);
  const { openTopUps, isLoading } = useOpenTopUps();
  const isThere = data && !isLoading;
  const money = (amount: number) => formatMoney(amount, balance?.currency ?? 'KRW', language);
  return (
    <section className="mt-8">
      <h2 className="m-0 text-18">
        <Trans>History</Trans>
      </h2>
      {error && entries.length === 0 && <ErrorNote error={error} onRetry={() => void refetch()} />}
      {isThere && entries.length === 0 && openTopUps.length === 0 && (
        <p className="m-0 mt-2 text-ink-2">
          <Trans>Nothing yet.</Trans>
        </p>
      )}
      <ul className="m-0 mt-1 list-none p-0">
        {isThere && openTopUps.map((topUp) => <OpenTopUp key={topUp.id} topUp={topUp} />)}
        {balance &&
          isThere &&
          entries.map(({ id, type, amount, balanceAfter, createdAt }) => (
            <li
              key={id}
              className="flex flex-wrap justify-between gap-x-4 border-0 border-b border-solid border-line py-3"
            >
              <span>
                <TypeName type={type} />
                <span className="block text-13 text-ink-3">
                  {formatDayTime(createdAt, { language })}
                </span>
              </span>
              <span className="ml-auto text-right">
                <span className={`font-bold ${amount > 0 ? 'text-good' : ''}`}>
                  {amount > 0 ? '+' : '−'}
                  {money(Math.abs(amount))}
                </span>
                <span className="block text-13 text-ink-3">
                  <Trans>then {money(balanceAfter)}</Trans>
                </span>
              </span>
            </li>
          ))}
      </ul>
      {hasNextPage && (
        <Button
          kind="secondary"
          isPending={isFetchingNextPage}
          onClick={() => void fetchNextPage()}
          className="mt-4 w-full"
        >
          <Trans>Earlier ones</Trans>
        </Button>
      )}
    </section>
  );
}

function TypeName({ type }: { type: EntryType }) {
  switch (type) {
    case 'CHARGE':
      return <Trans>Added</Trans>;
    case 'PAYMENT':
      return <Trans>Tickets</Trans>;
    case 'REFUND':
      return <Trans>Refund</Trans>;
    case 'WITHDRAWAL':
      return <Trans>Sent back</Trans>;
  }
}
