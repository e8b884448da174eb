import type { Session } from '@frontrow/sdk';
import type { UseHold } from '@frontrow/sdk/react';
import { Button, buttonClass } from '@frontrow/ui/parts/button.tsx';
import { Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import { useTurn } from '../queue/turn-layout.tsx';
import { ErrorNote } from '../shell/error-note.tsx';
import { Page, PageHeading } from '../shell/page.tsx';
import { ReturnedTopUp } from '../shell/returned-top-up.tsx';
import { SeatName } from '../shell/seat-name.tsx';

export interface ExpiredHoldProps {
  session: Session;
  hold: Extract<UseHold, { status: 'EXPIRED' }>;
  topUpId: string | null;
}

/** The time to pay is over: the seats are free again, and may still be had. */
export function ExpiredHold({ session, hold, topUpId }: ExpiredHoldProps) {
  const { t } = useLingui();
  const { concert } = useTurn();
  const { performanceId } = hold.hold.reservation;
  const { seats } = hold.hold;
  const pressAgain = () => {
    hold.replace(seats, { performanceId }).catch(() => {
      // `hold.error` tells.
    });
  };
  const isOver = session.ended !== null;
  return (
    <Page title={t`Your hold ended`} width="text">
      <p className="m-0 mb-3 text-14 text-ink-2">{concert.title}</p>
      <PageHeading className="text-40!">
        <Trans>Your hold ended</Trans>
      </PageHeading>
      {topUpId ? (
        <ReturnedTopUp topUpId={topUpId} />
      ) : (
        <p className="mt-3 mb-6 text-18">
          <Trans>Nothing was charged. The seats are free again.</Trans>
        </p>
      )}
      <ul className="m-0 mb-8 list-none p-0 text-ink-2">
        {hold.hold.seats.map((seat) => (
          <li key={seat.id}>
            <SeatName seat={seat} />
          </li>
        ))}
      </ul>
      {hold.error && (
        <div className="mb-4">
          <ErrorNote error={hold.error} onRetry={pressAgain} />
        </div>
      )}
      <div className="grid gap-2">
        {!isOver && (
          <Button className="w-full" isPending={hold.isPending} onClick={pressAgain}>
            <Trans>Same seats again</Trans>
          </Button>
        )}
        <Link
          to={isOver ? '/concerts/$concertId/queue' : '/concerts/$concertId/dates'}
          params={{ concertId: concert.id }}
          className={buttonClass('secondary', 'w-full')}
        >
          {isOver ? <Trans>Go to the line</Trans> : <Trans>Choose others</Trans>}
        </Link>
      </div>
    </Page>
  );
}
