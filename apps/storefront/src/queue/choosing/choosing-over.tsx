import { useLanguage } from '@frontrow/pages/browser/language.ts';
import type { UseHold } from '@frontrow/sdk/react';
import { formatTime } from '@frontrow/ui/format/dates.ts';
import { buttonClass } from '@frontrow/ui/parts/button.tsx';
import { Countdown } from '@frontrow/ui/parts/countdown.tsx';
import { Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import type { ConcertDetails } from '../../concerts/concert-details.ts';
import { Page, PageHeading } from '../../shell/page.tsx';

export interface ChoosingOverProps {
  hold: Extract<UseHold, { status: 'HELD' }>;
  concert: ConcertDetails;
}

/** No seats can be chosen any more; those that are held can be paid. */
export function ChoosingOver({ hold, concert }: ChoosingOverProps) {
  const { t } = useLingui();
  const language = useLanguage();
  const until = formatTime(hold.hold.reservation.holdExpiresAt, { language });
  return (
    <Page title={t`Choosing time is over`} width="text">
      <p className="m-0 mb-3 text-14 text-ink-2">{concert.title}</p>
      <PageHeading className="text-40!">
        <Trans>Choosing time is over</Trans>
      </PageHeading>
      <p className="mt-3 mb-0 text-18">
        <Trans>Pay for held seats until {until}.</Trans>
      </p>
      <p className="mt-4 mb-8">
        <span className="mark text-40">
          <Countdown secondsLeft={hold.secondsLeft} />
        </span>
      </p>
      <Link
        to="/concerts/$concertId/checkout"
        params={{ concertId: concert.id }}
        className={buttonClass('primary', 'w-full')}
      >
        <Trans>Pay for my seats</Trans>
      </Link>
    </Page>
  );
}
