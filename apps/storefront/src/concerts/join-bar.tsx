import { useLanguage } from '@frontrow/pages/browser/language.ts';
import { formatCountdown } from '@frontrow/ui/format/clock.ts';
import { buttonClass } from '@frontrow/ui/parts/button.tsx';
import { Trans } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { forgetPlace, useMyPlace } from '../queue/my-places.ts';
import type { ConcertDetails } from './concert-details.ts';
import type { SaleState } from './sale-state.ts';

export interface JoinBarProps {
  concert: ConcertDetails;
  state: SaleState;
  now: number;
}

const DAY_SECONDS = 86_400;

/** The one action of a concert's page, at the bottom of the screen. */
export function JoinBar({ concert, state, now }: JoinBarProps) {
  const language = useLanguage();
  const mine = useMyPlace(concert.id);
  const seconds = concert.salesOpenAt ? (concert.salesOpenAt.getTime() - now) / 1_000 : 0;
  const countdown = seconds > 0 && seconds < DAY_SECONDS ? ` · ${formatCountdown(seconds)}` : '';
  if (state === 'OVER' && !mine) {
    return (
      <Bar>
        <p className="m-0 py-3 text-center font-semibold text-ink-2">
          <Trans>Sales are closed</Trans>
        </p>
      </Bar>
    );
  }
  const place = mine?.position?.toLocaleString(language);
  return (
    <Bar>
      <Link
        to="/concerts/$concertId/queue"
        params={{ concertId: concert.id }}
        preload={false}
        // Whoever had a place that ended wants another one.
        onClick={() => !mine && forgetPlace(concert.id)}
        className={buttonClass('primary', 'w-full')}
      >
        {mine?.status === 'ACTIVE' ? (
          <Trans>Go on: it's your turn</Trans>
        ) : mine?.status === 'PREQUEUE' ? (
          <Trans>Back to the draw{countdown}</Trans>
        ) : place ? (
          <Trans>Back to my place · {place}</Trans>
        ) : state === 'SOON' ? (
          <Trans>Join the draw{countdown}</Trans>
        ) : (
          <Trans>Join the line</Trans>
        )}
      </Link>
    </Bar>
  );
}

const Bar = ({ children }: { children: ReactNode }) => (
  <div className="sticky bottom-0 -mx-5 mt-8 border-0 border-t border-solid border-line bg-bg px-5 pt-3 pb-[max(16px,env(safe-area-inset-bottom))] md:mx-0 md:px-0">
    {children}
  </div>
);
