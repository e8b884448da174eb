import { type Session, topUpIdFrom } from '@frontrow/sdk';
import { useHold } from '@frontrow/sdk/react';
import { buttonClass } from '@frontrow/ui/parts/button.tsx';
import { Trans, useLingui } from '@lingui/react/macro';
import { Link, Navigate } from '@tanstack/react-router';
import { ChevronLeft } from 'lucide-react';
import { useChoosing } from '../queue/choosing/use-choosing.ts';
import { NeedsTurn } from '../queue/needs-turn.tsx';
import { useTurn } from '../queue/turn-layout.tsx';
import { Page, PageHeading } from '../shell/page.tsx';
import { ReturnedTopUp } from '../shell/returned-top-up.tsx';
import { ExpiredHold } from './expired-hold.tsx';
import { HoldClock } from './hold-clock.tsx';
import { PaymentPanel } from './payment-panel.tsx';
import { Summary } from './summary.tsx';

export function CheckoutPage() {
  return <NeedsTurn to="pay">{(session) => <Checkout session={session} />}</NeedsTurn>;
}

/** Paying for the held seats, and what became of it. */
function Checkout({ session }: { session: Session }) {
  const { t } = useLingui();
  const { concert, queue } = useTurn();
  const hold = useHold(session);
  const topUpId = topUpIdFrom(location);
  const isChoosingOver = useChoosing().seconds === 0;
  if (hold.status === 'PAID') {
    return <Navigate to="/tickets/$paymentId" params={{ paymentId: hold.payment.id }} replace />;
  }
  if (hold.status === 'EXPIRED')
    return <ExpiredHold session={session} hold={hold} topUpId={topUpId} />;
  if (hold.status === 'NONE') {
    if (queue.status === 'ENDED') {
      return (
        <Navigate to="/concerts/$concertId/queue" params={{ concertId: concert.id }} replace />
      );
    }
    return <NothingHeld topUpId={topUpId} />;
  }
  const performanceId = hold.hold.reservation.performanceId;
  return (
    <Page title={t`Pay`} width="list" top="bar">
      {isChoosingOver ? (
        <p className="m-0 flex min-h-14 items-center font-semibold">
          <Trans>Choosing time is over</Trans>
        </p>
      ) : (
        <Link
          to="/concerts/$concertId/dates/$performanceId"
          params={{ concertId: concert.id, performanceId }}
          className="inline-flex min-h-14 items-center gap-1 font-semibold no-underline"
        >
          <ChevronLeft aria-hidden="true" size={20} />
          <Trans>Choose again</Trans>
        </Link>
      )}
      <HoldClock hold={hold} />
      <div className="lg:grid lg:grid-cols-2 lg:gap-16 lg:pt-2">
        <Summary hold={hold.hold} concert={concert} />
        <PaymentPanel hold={hold} topUpId={topUpId} />
      </div>
    </Page>
  );
}

function NothingHeld({ topUpId }: { topUpId: string | null }) {
  const { t } = useLingui();
  const { concert } = useTurn();
  return (
    <Page title={t`No seats held`} width="text">
      <p className="m-0 mb-3 text-14 text-ink-2">{concert.title}</p>
      <PageHeading>
        {topUpId ? <Trans>Seats released</Trans> : <Trans>You hold no seats</Trans>}
      </PageHeading>
      {topUpId ? (
        <ReturnedTopUp topUpId={topUpId} />
      ) : (
        <p className="mt-3 mb-8">
          <Trans>Nothing was charged. Your turn goes on.</Trans>
        </p>
      )}
      <Link
        to="/concerts/$concertId/dates"
        params={{ concertId: concert.id }}
        className={buttonClass('primary', 'w-full')}
      >
        <Trans>Choose seats</Trans>
      </Link>
    </Page>
  );
}
