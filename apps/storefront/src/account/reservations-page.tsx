import { useLanguage } from '@frontrow/pages/browser/language.ts';
import { serverNow } from '@frontrow/pages/browser/server-clock.ts';
import { useOnline } from '@frontrow/pages/browser/use-online.ts';
import type { Reservation } from '@frontrow/sdk';
import { useConcert, useReservations } from '@frontrow/sdk/react';
import { useFontFor } from '@frontrow/ui/fonts/use-font-for.ts';
import { formatMoney } from '@frontrow/ui/format/money.ts';
import { Button } from '@frontrow/ui/parts/button.tsx';
import { Countdown, useSecondsUntil } from '@frontrow/ui/parts/countdown.tsx';
import { Poster } from '@frontrow/ui/parts/poster.tsx';
import { Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { ErrorNote } from '../shell/error-note.tsx';
import { Page, PageHeading } from '../shell/page.tsx';
import { SeatNames } from '../shell/seat-names.tsx';
import { useAwaySeconds } from '../shell/use-away-seconds.ts';
import { When } from '../shell/when.tsx';
import { signIn } from '../sign-in/sign-in.ts';
import { useSignedIn } from '../sign-in/use-signed-in.ts';
import { KeptList } from './kept-list.tsx';

/** What needs the visitor comes first. */
const RANKS = { HELD: 0, PAID: 1, REFUNDED: 2, EXPIRED: 3, RELEASED: 3 } as const;

/** Everything that is or was the visitor's: live holds first, then tickets, then what ended. */
export function ReservationsPage() {
  const { t } = useLingui();
  const { reservations, error, isLoading, hasMore, loadMore, isLoadingMore, refresh } =
    useReservations();
  const signedIn = useSignedIn();
  const isOnline = useOnline();
  const isAway = useAwaySeconds() !== null;
  const sorted = [...reservations].sort((a, b) => RANKS[a.status] - RANKS[b.status]);
  return (
    <Page title={t`My tickets`} width="text">
      <PageHeading>
        <Trans>My tickets</Trans>
      </PageHeading>
      {error && reservations.length === 0 && <ErrorNote error={error} onRetry={refresh} />}
      {reservations.length === 0 && (error || !isOnline || isAway) && <KeptList />}
      {!isLoading && !error && reservations.length === 0 && (
        <p className="mt-6 text-18">
          <Trans>You have no tickets yet.</Trans>{' '}
          <Link to="/" className="font-semibold underline underline-offset-4">
            <Trans>See what's on</Trans>
          </Link>
        </p>
      )}
      <ul aria-busy={isLoading} className="m-0 mt-4 min-h-40 list-none p-0">
        {sorted.map((reservation) => (
          <Row key={reservation.id} reservation={reservation} />
        ))}
      </ul>
      {hasMore && (
        <Button
          kind="secondary"
          isPending={isLoadingMore}
          onClick={loadMore}
          className="mt-4 w-full"
        >
          <Trans>Earlier ones</Trans>
        </Button>
      )}
      <p className="mt-8 flex flex-wrap items-center justify-between gap-4 border-0 border-t border-solid border-line pt-4 text-14 text-ink-2">
        <span>
          <Trans>Signed in as {signedIn?.user.name}</Trans>
        </span>
        <span className="flex gap-5">
          <Link
            to="/sign-in"
            search={{ next: '/reservations' }}
            className="inline-flex min-h-11 items-center underline underline-offset-4"
          >
            <Trans>Change</Trans>
          </Link>
          <Link
            to="/"
            onClick={() => signIn.end()}
            className="inline-flex min-h-11 items-center underline underline-offset-4"
          >
            <Trans>Sign out</Trans>
          </Link>
        </span>
      </p>
    </Page>
  );
}

function Row({ reservation }: { reservation: Reservation }) {
  const language = useLanguage();
  const { concert } = useConcert(reservation.concertId);
  const hasFont = useFontFor(concert?.title ?? '');
  const { status, seats, startsAt, timezone, paymentId, concertId, amount, currency } = reservation;
  const body = (
    <>
      <Poster id={concertId} artist={concert?.artist ?? ''} className="h-24 w-18" />
      {/* The title comes later, with the concert: it has one line, whatever its length. */}
      <div className="min-w-0">
        <h2
          className={`m-0 line-clamp-1 min-h-[1.25em] text-18 ${hasFont ? '' : 'invisible'}`}
          title={concert?.title}
        >
          {concert?.title ?? ''}
        </h2>
        <p className="m-0 mt-1 text-14 text-ink-2">
          <When date={startsAt} timezone={timezone} />
        </p>
        <p className="m-0 text-14">
          <SeatNames seats={seats} /> · {formatMoney(amount, currency, language)}
        </p>
        <p className="m-0 mt-1 text-14 font-semibold">
          <State reservation={reservation} />
        </p>
      </div>
    </>
  );
  const grid = 'grid grid-cols-[72px_1fr] gap-4 py-4';
  const isOver = status === 'EXPIRED' || status === 'RELEASED';
  return (
    <li className="border-0 border-t border-solid border-line">
      {paymentId ? (
        <Link to="/tickets/$paymentId" params={{ paymentId }} className={`${grid} no-underline`}>
          {body}
        </Link>
      ) : status === 'HELD' ? (
        <Link
          to="/concerts/$concertId/checkout"
          params={{ concertId }}
          preload={false}
          className={`${grid} no-underline`}
        >
          {body}
        </Link>
      ) : (
        <div className={`${grid} ${isOver ? 'text-ink-3' : ''}`}>{body}</div>
      )}
    </li>
  );
}

function State({
  reservation: { status, holdExpiresAt },
}: {
  reservation: Reservation;
}): ReactNode {
  const seconds = useSecondsUntil(status === 'HELD' ? holdExpiresAt : null, serverNow);
  switch (status) {
    case 'HELD':
      return seconds ? (
        <span className="mark">
          <Trans>Yours for</Trans> <Countdown secondsLeft={seconds} className="tracking-normal!" />
        </span>
      ) : (
        <Trans>The hold ended</Trans>
      );
    case 'PAID':
      return <Trans>Paid · show the tickets</Trans>;
    case 'REFUNDED':
      return <Trans>Refunded to your wallet</Trans>;
    case 'EXPIRED':
      return <Trans>The hold ended</Trans>;
    case 'RELEASED':
      return <Trans>You let them go</Trans>;
  }
}
