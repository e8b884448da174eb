import { useConcerts } from '@frontrow/sdk/react';
import { Button } from '@frontrow/ui/parts/button.tsx';
import { Trans, useLingui } from '@lingui/react/macro';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { type ReactNode, useDeferredValue, useEffect, useState } from 'react';
import { ErrorNote } from '../shell/error-note.tsx';
import { Page, PageHeading } from '../shell/page.tsx';
import { ConcertCard } from './concert-card.tsx';
import { saleStateOf } from './sale-state.ts';
import { useNow } from './use-now.ts';

/** What is on: every concert, with search and three filters. */
export function ListPage() {
  const { t } = useLingui();
  const navigate = useNavigate({ from: '/' });
  const { q = '', show } = useSearch({ from: '/' });
  const [text, setText] = useState(q);
  const search = useDeferredValue(q);
  const now = useNow();
  const { concerts, isLoading, error, hasMore, loadMore, isLoadingMore, refresh } = useConcerts({
    ...{ limit: 24, upcoming: true, withDates: true },
    ...(search ? { search } : {}),
  });
  useEffect(() => {
    // Otherwise it would call back a visitor who is on the way to a concert.
    if (text.trim() === q) return;
    const timer = setTimeout(() => {
      void navigate({ search: (old) => ({ ...old, q: text.trim() || undefined }), replace: true });
    }, 200);
    return () => clearTimeout(timer);
  }, [text, q, navigate]);
  const filter = (next: typeof show) =>
    void navigate({ search: (old) => ({ ...old, show: next }), replace: true });
  const wanted = { sale: 'OPEN', soon: 'SOON' } as const;
  // So that many cards are drawn in several short tasks, between which the page answers.
  const listed = useDeferredValue(concerts);
  const shown = listed.filter((one) => !show || saleStateOf(one, now) === wanted[show]);
  const isEmpty = !isLoading && !error && listed === concerts && shown.length === 0;
  return (
    <Page title={t`What's on`} width="list">
      <div className="lg:flex lg:items-end lg:justify-between lg:gap-8">
        <PageHeading>
          <Trans>What's on</Trans>
        </PageHeading>
        <input
          type="search"
          value={text}
          onChange={({ target }) => setText(target.value)}
          aria-label={t`Search concerts`}
          placeholder={t`Title, artist or venue`}
          className="mt-4 min-h-12 w-full rounded-control border-[1.5px] border-solid border-line-2 bg-raised px-4 placeholder:text-ink-3 lg:mt-0 lg:max-w-90"
        />
      </div>
      <fieldset className="m-0 mt-4 flex min-w-0 flex-wrap gap-2 border-0 p-0 lg:mb-8">
        <legend className="sr-only">
          <Trans>Which concerts</Trans>
        </legend>
        <Filter isOn={!show} onClick={() => filter(undefined)}>
          <Trans>All</Trans>
        </Filter>
        <Filter isOn={show === 'sale'} onClick={() => filter('sale')}>
          <Trans>On sale</Trans>
        </Filter>
        <Filter isOn={show === 'soon'} onClick={() => filter('soon')}>
          <Trans>Opens soon</Trans>
        </Filter>
      </fieldset>
      {error && concerts.length === 0 && (
        <div className="mt-6">
          <ErrorNote error={error} onRetry={refresh} />
        </div>
      )}
      {isEmpty && <NothingFound text={q} />}
      <ul
        aria-busy={isLoading}
        className="m-0 mt-5 grid list-none grid-cols-[minmax(0,1fr)] gap-x-7 p-0 md:grid-cols-2 lg:grid-cols-4 lg:gap-y-10"
      >
        {shown.map((concert) => (
          <ConcertCard key={concert.id} concert={concert} now={now} />
        ))}
      </ul>
      {hasMore && (
        <Button
          kind="secondary"
          isPending={isLoadingMore}
          onClick={loadMore}
          className="mt-6 w-full"
        >
          <Trans>More concerts</Trans>
        </Button>
      )}
    </Page>
  );
}

interface FilterProps {
  isOn: boolean;
  onClick(): void;
  children: ReactNode;
}

function Filter({ isOn, onClick, children }: FilterProps) {
  return (
    <button
      type="button"
      aria-pressed={isOn}
      onClick={onClick}
      className={`min-h-11 rounded-control border-[1.5px] border-solid px-4 text-14 font-semibold ${isOn ? 'border-ink bg-ink text-bg' : 'border-line-2 bg-transparent'}`}
    >
      {children}
    </button>
  );
}

function NothingFound({ text }: { text: string }) {
  return (
    <p className="mt-8 text-18">
      {text ? (
        <Trans>No concert matches “{text}”</Trans>
      ) : (
        <Trans>Nothing is on here right now</Trans>
      )}
    </p>
  );
}
