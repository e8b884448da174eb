import { type EndReason, topUpIdFrom } from '@frontrow/sdk';
import { Button, buttonClass } from '@frontrow/ui/parts/button.tsx';
import { Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { ConcertDetails } from '../concerts/concert-details.ts';
import { Page, PageHeading } from '../shell/page.tsx';
import { ReturnedTopUp } from '../shell/returned-top-up.tsx';

export interface EndedViewProps {
  concert: ConcertDetails;
  reason: EndReason;
  /** Whether the visitor was at the turn. */
  wasIn: boolean;
  join(): void;
}

/** The turn or the place is over: why, what is safe, and what to do. */
export function EndedView({ concert, reason, wasIn, join }: EndedViewProps) {
  const { t } = useLingui();
  const wait = concert.claimSeconds;
  const again = (
    <Button className="w-full" onClick={join}>
      <Trans>Join again</Trans>
    </Button>
  );
  const topUpId = topUpIdFrom(location);
  switch (reason) {
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
      return wasIn ? (
        <Ended
          {...{ concert, title: t`Choosing time is over` }}
          safe={<Trans>Nothing was charged. Seats that were not paid are free again.</Trans>}
        >
          {again}
        </Ended>
      ) : (
        <Ended
          {...{ concert, title: t`Your turn passed` }}
          safe={<Trans>We called and waited {wait} s, and nobody came. Nothing was charged.</Trans>}
        >
          {again}
        </Ended>
      );
  }
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
