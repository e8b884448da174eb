import { useLanguage } from '@frontrow/pages/browser/language.ts';
import type { UseHold } from '@frontrow/sdk/react';
import { formatTime } from '@frontrow/ui/format/dates.ts';
import { Countdown } from '@frontrow/ui/parts/countdown.tsx';
import { Trans } from '@lingui/react/macro';
import { PageHeading } from '../shell/page.tsx';

const LAST_SECONDS = 60;

/** Until when the seats are the visitor's, by the server's clock. Red in the last minute. */
export function HoldClock({ hold }: { hold: Extract<UseHold, { status: 'HELD' }> }) {
  const language = useLanguage();
  const { secondsLeft } = hold;
  const until = formatTime(hold.hold.reservation.holdExpiresAt, { language });
  const isLast = secondsLeft <= LAST_SECONDS;
  return (
    <div
      className={`-mx-5 flex flex-wrap items-baseline justify-between gap-x-4 px-5 py-3 md:mx-0 ${isLast ? 'bg-bad-bg text-bad' : 'bg-you text-on-you'}`}
    >
      <PageHeading className="text-16! font-semibold! tracking-normal!">
        {isLast ? <Trans>1 minute left</Trans> : <Trans>Yours until {until}</Trans>}
      </PageHeading>
      <Countdown secondsLeft={secondsLeft} className="min-w-[4.7ch] text-right text-40" />
    </div>
  );
}
