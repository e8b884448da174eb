import { useLanguage } from '@frontrow/pages/browser/language.ts';
import { useHold } from '@frontrow/sdk/react';
import { formatTime } from '@frontrow/ui/format/dates.ts';
import { buttonClass } from '@frontrow/ui/parts/button.tsx';
import { Countdown } from '@frontrow/ui/parts/countdown.tsx';
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import { Page, PageHeading } from '../shell/page.tsx';
import { turnCameWhileHidden } from './alert/use-turn-alert.ts';
import { ChoosingOver } from './choosing/choosing-over.tsx';
import { useChoosing } from './choosing/use-choosing.ts';
import { LeaveLine } from './leave-line.tsx';
import { useTurn } from './turn-layout.tsx';

/** The turn has come: a whole page that is the visitor's, seen from across the room. */
export function TurnView({ leave }: { leave(): void }) {
  const { t } = useLingui();
  const language = useLanguage();
  const { queue, concert } = useTurn();
  const { session } = queue;
  const hold = useHold(session);
  const { until, seconds } = useChoosing();
  const time = until ? formatTime(until, { language }) : '';
  const came = turnCameWhileHidden();
  const since = came && formatTime(came, { language });
  const isHolding = hold.status === 'HELD';
  if (seconds === 0 && hold.status === 'HELD')
    return <ChoosingOver hold={hold} concert={concert} />;
  return (
    <div data-turn className="flex flex-1 bg-you text-on-you">
      <Page
        title={`● ${t`Your turn`}`}
        width="list"
        top="wide"
        className="flex flex-col justify-between"
      >
        <div>
          <p className="m-0 font-semibold">{concert.title}</p>
          <PageHeading className="mt-6 text-56! font-black! tracking-[-0.03em]! leading-[1.1]! lg:text-96!">
            <Trans>It's your turn</Trans>
          </PageHeading>
          {since && (
            <p className="mt-4 mb-0 font-semibold">
              <Trans>Your turn since {since}</Trans>
            </p>
          )}
          <p className="mt-6 mb-0 text-18">
            {time && <Trans>Choose until {time}.</Trans>}{' '}
            <Plural
              value={concert.holdLimit}
              one="One person can have # seat."
              other="One person can have # seats."
            />
          </p>
          {seconds !== null && <Countdown secondsLeft={seconds} className="mt-8 block text-96 " />}
        </div>
        <div className="mt-12 grid max-w-text gap-2">
          <Link
            to={isHolding ? '/concerts/$concertId/checkout' : '/concerts/$concertId/dates'}
            params={{ concertId: concert.id }}
            className={buttonClass('onYou', 'w-full')}
          >
            {isHolding ? <Trans>Pay for my seats</Trans> : <Trans>Choose seats</Trans>}
          </Link>
          <div className="[&_button]:text-on-you">
            <LeaveLine leave={leave} />
          </div>
        </div>
      </Page>
    </div>
  );
}
