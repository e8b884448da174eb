import { topUpIdFrom } from '@frontrow/sdk';
import { Button, buttonClass } from '@frontrow/ui/parts/button.tsx';
import { Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTimeOrDay } from '../client/use-time-or-day.ts';
import type { ConcertDetails } from '../concerts/concert-details.ts';
import { Page, PageHeading } from '../shell/page.tsx';
import { ReturnedTopUp } from '../shell/returned-top-up.tsx';
import type { PlaceEnd } from './my-places.ts';

export interface EndedViewProps {
  concert: ConcertDetails;
  end: PlaceEnd;
  /** Whether the visitor was at the turn, in this browser. */
  wasIn: boolean;
  join(): void;
}

/** The visitor has just left. */
export const LEFT: PlaceEnd = { reason: 'LEFT', admittedAt: null, endedAt: null };

/** The turn or the place is over: why, what is safe, and what to do. */
export function EndedView({ concert, end, wasIn, join }: EndedViewProps) {
  const { t } = useLingui();
  const again = (
    <Button className="w-full" onClick={join}>
      <Trans>Join again</Trans>
    </Button>
  );
  const topUpId = topUpIdFrom(location);
  switch (end.reason) {
    case 'PAID':
      return (
        <Ended
          {...{ concert, title: t`You're going` }}
          safe={<Trans>Your seats are paid. This turn is used up.</Trans>}
        >
          <Link to="/reservations" className={buttonClass('primary', 'w-full')}>
            <Trans>My tickets</Trans>
          </Link>
          <Button kind="secondary" className="w-full" onClick={join}>
            <Trans>Join again</Trans>
          </Button>
        </Ended>
      );
    case 'CLOSED':
      return (
        <Ended
          {...{ concert, title: t`Sales are closed` }}
          safe={<Trans>Nobody else is let in. Nothing was charged.</Trans>}
        >
          <Link to="/" className={buttonClass('primary', 'w-full')}>
            <Trans>See what's on</Trans>
          </Link>
        </Ended>
      );
    case 'LEFT':
      return (
        <Ended
          {...{ concert, title: t`You left the line` }}
          safe={<Trans>Somebody else got your place.</Trans>}
        >
          {again}
        </Ended>
      );
    case 'EXPIRED':
      if (topUpId) {
        return (
          <Ended
            {...{ concert, title: t`Seats released` }}
            safe={<ReturnedTopUp topUpId={topUpId} />}
          >
            {again}
          </Ended>
        );
      }
      return wasIn || wasClaimed(end, concert) ? (
        <Ended {...{ concert, title: t`Choosing time is over` }} safe={<TimeWasOver end={end} />}>
          {again}
        </Ended>
      ) : (
        <Ended
          {...{ concert, title: t`Your turn passed` }}
          safe={<NobodyCame end={end} claimSeconds={concert.claimSeconds} />}
        >
          {again}
        </Ended>
      );
  }
}

/** Whether somebody was at the turn, here or in another browser: a turn that nobody comes to ends after the claim time. */
function wasClaimed({ admittedAt, endedAt }: PlaceEnd, { claimSeconds }: ConcertDetails): boolean {
  if (!admittedAt || !endedAt) return false;
  return endedAt.getTime() - admittedAt.getTime() > claimSeconds * 1_000;
}

function TimeWasOver({ end: { admittedAt, endedAt } }: { end: PlaceEnd }) {
  const [from, to] = useTimeOrDay([admittedAt, endedAt]);
  const turn = from && to && (
    <Trans>
      Your turn was from {from} to {to}.
    </Trans>
  );
  return (
    <>
      {turn} <Trans>Nothing was charged. Seats that were not paid are free again.</Trans>
    </>
  );
}

function NobodyCame({
  end: { admittedAt, endedAt },
  claimSeconds,
}: {
  end: PlaceEnd;
  claimSeconds: number;
}) {
  const [from] = useTimeOrDay([admittedAt]);
  const wait =
    admittedAt && endedAt
      ? Math.round((endedAt.getTime() - admittedAt.getTime()) / 1_000)
      : claimSeconds;
  return from ? (
    <Trans>
      We called at {from} and waited {wait} s, and nobody came. Nothing was charged.
    </Trans>
  ) : (
    <Trans>We called and waited {wait} s, and nobody came. Nothing was charged.</Trans>
  );
}

interface EndedProps {
  concert: ConcertDetails;
  title: string;
  safe: ReactNode;
  children: ReactNode;
}

function Ended({ concert, title, safe, children }: EndedProps) {
  return (
    <Page title={title} width="text">
      <p className="m-0 mb-3 text-14 text-ink-2">{concert.title}</p>
      <PageHeading className="text-40!">{title}</PageHeading>
      <div className="mt-3 mb-8 text-18">{safe}</div>
      <div className="grid gap-2">{children}</div>
    </Page>
  );
}
