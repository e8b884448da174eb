import type { UseQueue } from '@frontrow/sdk/react';
import { Button, buttonClass } from '@frontrow/ui/parts/button.tsx';
import { Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Page, PageHeading } from '../shell/page.tsx';
import { useTurn } from './turn-layout.tsx';

/** The turn or the place is over: why, what is safe, and what to do. */
export function EndedView() {
  const { t } = useLingui();
  const { queue, concert } = useTurn();
  const wasIn = queue.session !== null;
  const wait = concert.claimSeconds;
  if (queue.status === 'LEFT') {
    return (
      <Ended title={t`You left the line`} safe={<Trans>Somebody else got your place.</Trans>}>
        <JoinAgain queue={queue} />
      </Ended>
    );
  }
  switch (queue.reason) {
    case 'PAID':
      return (
        <Ended
          title={t`You're going`}
          safe={<Trans>Your seats are paid. This turn is used up.</Trans>}
        >
          <Link to="/reservations" className={buttonClass('primary', 'w-full')}>
            <Trans>My tickets</Trans>
          </Link>
          <JoinAgain queue={queue} kind="secondary" />
        </Ended>
      );
    case 'CLOSED':
      return (
        <Ended
          title={t`Sales are closed`}
          safe={<Trans>Nobody else is let in. Nothing was charged.</Trans>}
        >
          <Link to="/" className={buttonClass('primary', 'w-full')}>
            <Trans>See what's on</Trans>
          </Link>
        </Ended>
      );
    case 'LEFT':
      return (
        <Ended title={t`You left the line`} safe={<Trans>It was left in another tab.</Trans>}>
          <JoinAgain queue={queue} />
        </Ended>
      );
    default:
      return wasIn ? (
        <Ended
          title={t`Choosing time is over`}
          safe={<Trans>Nothing was charged. Seats that were not paid are free again.</Trans>}
        >
          <JoinAgain queue={queue} />
        </Ended>
      ) : (
        <Ended
          title={t`Your turn passed`}
          safe={<Trans>We called and waited {wait} s, and nobody came. Nothing was charged.</Trans>}
        >
          <JoinAgain queue={queue} />
        </Ended>
      );
  }
}

interface EndedProps {
  title: string;
  safe: ReactNode;
  children: ReactNode;
}

function Ended({ title, safe, children }: EndedProps) {
  const { concert } = useTurn();
  return (
    <Page title={title} width="text">
      <p className="m-0 mb-3 text-14 text-ink-2">{concert.title}</p>
      <PageHeading className="text-40!">{title}</PageHeading>
      <p className="mt-3 mb-8 text-18">{safe}</p>
      <div className="grid gap-2">{children}</div>
    </Page>
  );
}

function JoinAgain({ queue, kind }: { queue: UseQueue; kind?: 'secondary' }) {
  return (
    <Button kind={kind} className="w-full" onClick={queue.enter}>
      <Trans>Join again</Trans>
    </Button>
  );
}
