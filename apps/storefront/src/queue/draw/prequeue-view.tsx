import { useLanguage } from '@frontrow/pages/browser/language.ts';
import { serverNow } from '@frontrow/pages/browser/server-clock.ts';
import type { QueueTicket } from '@frontrow/sdk';
import { formatDay, formatTime, isSameDay } from '@frontrow/ui/format/dates.ts';
import { Countdown, useSecondsUntil } from '@frontrow/ui/parts/countdown.tsx';
import { Trans, useLingui } from '@lingui/react/macro';
import { useEffect } from 'react';
import type { ConcertDetails } from '../../concerts/concert-details.ts';
import { Page, PageHeading } from '../../shell/page.tsx';
import { CallButton } from '../alert/call-button.tsx';
import { LeaveLine } from '../leave-line.tsx';
import { Fact, SeatsLeft } from '../waiting/facts.tsx';
import { GetReady } from '../waiting/get-ready.tsx';
import { keepSeedHash } from './check-draw.ts';

export interface PrequeueViewProps {
  ticket: QueueTicket;
  concert: ConcertDetails;
  leave(): void;
}

/** Before the opening: everybody who is here takes part in the draw. */
export function PrequeueView({ ticket, concert, leave }: PrequeueViewProps) {
  const { t } = useLingui();
  const language = useLanguage();
  const { opensAt, waiting, message } = ticket;
  const { seedHash } = concert.draw;
  const seconds = useSecondsUntil(opensAt, serverNow);
  useEffect(() => keepSeedHash(concert.id, seedHash), [concert.id, seedHash]);
  const zone = { language };
  const time = opensAt ? formatTime(opensAt, zone) : '';
  const isToday = opensAt !== null && isSameDay(opensAt, new Date(serverNow()), zone);
  const when = opensAt && !isToday ? `${formatDay(opensAt, zone)} ${time}` : time;
  return (
    <Page title={t`Opens at ${when}`} width="list" top="bar">
      <div className="lg:grid lg:grid-cols-2 lg:gap-16 lg:pt-8">
        <div>
          <p className="m-0 py-3 text-14 text-ink-2">{concert.title}</p>
          <PageHeading>
            <Trans>Opens at {when}</Trans>
          </PageHeading>
          {seconds !== null && <Countdown secondsLeft={seconds} className="mt-4 block text-56" />}
          <p className="mt-6 mb-0">
            <span className="mark">
              <Trans>You are in the draw</Trans>
            </span>
          </p>
          <p className="mt-3">
            <Trans>A draw sets the order; coming early changes nothing.</Trans>
          </p>
          {message && (
            <p className="m-0 mt-4 border-0 border-l-4 border-solid border-ink pl-4 font-semibold">
              {message}
            </p>
          )}
        </div>
        <div>
          <dl className="m-0 mt-6 lg:mt-0">
            {waiting !== null && (
              <Fact name={<Trans>In the draw</Trans>}>{waiting.toLocaleString(language)}</Fact>
            )}
            <Fact name={<Trans>Seats</Trans>}>
              <SeatsLeft availability={ticket.availability} />
            </Fact>
          </dl>
          <div className="mt-6">
            <CallButton />
          </div>
          <GetReady concert={concert} />
          <details className="mt-6 text-14 text-ink-2">
            <summary className="min-h-11 cursor-pointer py-2 font-semibold">
              <Trans>How you can check the draw</Trans>
            </summary>
            <p className="m-0">
              <Trans>
                The order follows from a secret number. Its fingerprint is published before, so that
                nobody can change it later. This browser keeps it for you:
              </Trans>
            </p>
            <code className="mt-2 block break-all">{seedHash}</code>
          </details>
          <LeaveLine leave={leave} />
        </div>
      </div>
    </Page>
  );
}
