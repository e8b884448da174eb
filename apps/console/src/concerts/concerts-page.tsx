import { Trans, useLingui } from '@lingui/react/macro';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useDeferredValue, useState } from 'react';
import { type Answer, client } from '../client/client.ts';
import { Action, actionClass } from '../shell/action.tsx';
import { ErrorNote } from '../shell/error-note.tsx';
import { TextField } from '../shell/fields.tsx';
import { useNumbers } from '../shell/numbers.ts';
import { Page, PageHeading } from '../shell/page.tsx';

type Concert = Answer<(typeof client)['concert']['list']>['items'][number];

/** All concerts: the way to each board. */
export function ConcertsPage() {
  const { t } = useLingui();
  const [search, setSearch] = useState('');
  const wanted = useDeferredValue(search.trim());
  const concerts = useInfiniteQuery({
    queryKey: ['concerts', wanted],
    queryFn: ({ pageParam }) =>
      client.concert.list.query({
        ...{ cursor: pageParam, limit: 50, withDates: true },
        ...(wanted ? { search: wanted } : {}),
      }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });
  const items = concerts.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Page title={t`Concerts`} width="list">
      <div className="flex flex-wrap items-end justify-between gap-4">
        <PageHeading>
          <Trans>Concerts</Trans>
        </PageHeading>
        <Link to="/concerts/new" className={actionClass('secondary')}>
          <Trans>New concert</Trans>
        </Link>
      </div>
      <TextField
        className="mt-4 max-w-text"
        label={t`Search`}
        type="search"
        value={search}
        onChange={setSearch}
      />
      {concerts.error && (
        <ErrorNote error={concerts.error} onRetry={() => void concerts.refetch()} />
      )}
      {concerts.data && items.length === 0 && (
        <p className="mt-6 text-ink-2">
          {wanted ? (
            <Trans>No concert matches "{wanted}".</Trans>
          ) : (
            <Trans>There is no concert yet. Make one, then give it a date.</Trans>
          )}
        </p>
      )}
      {items.length > 0 && (
        <div className="mt-4 overflow-x-auto">
          <table className="figures w-full">
            <thead>
              <tr>
                <th scope="col">
                  <Trans>Concert</Trans>
                </th>
                <th scope="col">
                  <Trans>Venue</Trans>
                </th>
                <th scope="col">
                  <Trans>Dates</Trans>
                </th>
                <th scope="col">
                  <Trans>Sale</Trans>
                </th>
                <th scope="col">
                  <Trans>Change</Trans>
                </th>
              </tr>
            </thead>
            <tbody>
              {items.map((concert) => (
                <Row key={concert.id} concert={concert} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {concerts.hasNextPage && (
        <Action
          kind="secondary"
          className="mt-4"
          isPending={concerts.isFetchingNextPage}
          onClick={() => void concerts.fetchNextPage()}
        >
          <Trans>Show more</Trans>
        </Action>
      )}
    </Page>
  );
}

function Row({ concert }: { concert: Concert }) {
  const { id, title, artist, venue } = concert;
  return (
    <tr>
      <th scope="row">
        <Link to="/concerts/$concertId" params={{ concertId: id }} className="font-semibold">
          {title}
        </Link>{' '}
        <span className="text-ink-2">{artist}</span>
      </th>
      <td>{venue}</td>
      <td>
        <Dates concert={concert} />
      </td>
      <td>
        <Sale concert={concert} />
      </td>
      <td>
        <Link to="/concerts/$concertId/setup" params={{ concertId: id }}>
          <Trans>Set up</Trans>
        </Link>
      </td>
    </tr>
  );
}

function Dates({ concert: { dates } }: { concert: Concert }) {
  const numbers = useNumbers();
  if (!dates) return <Trans>None yet</Trans>;
  const [first, last] = [numbers.day(dates.firstStartsAt), numbers.day(dates.lastStartsAt)];
  return <>{first === last ? first : `${first} – ${last}`}</>;
}

function Sale({ concert: { onSale, salesOpenAt, salesCloseAt } }: { concert: Concert }) {
  const numbers = useNumbers();
  const now = Date.now();
  if (onSale) return <Trans>On sale</Trans>;
  if (salesOpenAt && salesOpenAt.getTime() > now) {
    const at = numbers.moment(salesOpenAt);
    return <Trans>Opens {at}</Trans>;
  }
  if (salesCloseAt && salesCloseAt.getTime() <= now) return <Trans>Over</Trans>;
  return <Trans>No date to sell</Trans>;
}
