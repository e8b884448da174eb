import { useLanguage } from '@frontrow/pages/browser/language.ts';
import { serverNow } from '@frontrow/pages/browser/server-clock.ts';
import type { QueueTicket } from '@frontrow/sdk';
import { formatTime } from '@frontrow/ui/format/dates.ts';
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import type { ConcertDetails } from '../../concerts/concert-details.ts';
import { Page, PageHeading } from '../../shell/page.tsx';
import { CallButton } from '../alert/call-button.tsx';
import { DrawnPlace } from '../draw/drawn-place.tsx';
import { LeaveLine } from '../leave-line.tsx';
import { Crowd } from './crowd.tsx';
import { Facts } from './facts.tsx';
import { GetReady } from './get-ready.tsx';
import { useSpokenPosition } from './use-spoken-position.ts';

export interface WaitingViewProps {
  ticket: QueueTicket;
  concert: ConcertDetails;
  leave(): void;
}

/** The waiting room: one number, and everything that can be known about it. */
export function WaitingView({ ticket, concert, leave }: WaitingViewProps) {
  const { t } = useLingui();
  const language = useLanguage();
  const ahead = Math.max(0, (ticket.position ?? 1) - 1);
  const number = ahead.toLocaleString(language);
  useSpokenPosition(ticket.position === null ? null : ahead);
  const size = number.length > 7 ? 'text-56' : 'text-96';
  return (
    <Page
      title={ahead === 0 ? t`You are next` : `(${number}) ${concert.title}`}
      width="list"
      top="bar"
    >
      <div className="lg:grid lg:grid-cols-2 lg:gap-16 lg:pt-8">
        <div>
          <p className="m-0 py-3 text-14 text-ink-2">{concert.title}</p>
          <div className="-mx-5 bg-you px-5 py-4 text-on-you md:mx-0">
            <PageHeading className="text-16! font-semibold!">
              {ahead === 0 ? (
                <span className="block py-3 text-40 font-black">
                  <Trans>You are next</Trans>
                </span>
              ) : (
                <>
                  <Trans>Ahead of you</Trans>{' '}
                  <span className={`num mt-1 flex flex-wrap items-baseline gap-x-2 ${size}`}>
                    {number}
                    <span className="text-28 tracking-normal">
                      <Plural value={ahead} one="person" other="people" />
                    </span>
                  </span>
                </>
              )}
            </PageHeading>
            <Paused isPaused={ticket.paused} />
          </div>
          {ticket.message && (
            <p className="my-4 border-0 border-l-4 border-solid border-ink pl-4 font-semibold">
              {ticket.message}
            </p>
          )}
          <div className="mx-auto mt-4 md:max-w-text">
            <Crowd ahead={ahead} />
          </div>
          {ticket.entrant && <DrawnPlace concertId={concert.id} entrant={ticket.entrant} />}
        </div>
        <div>
          <Facts ticket={ticket} concert={concert} />
          <div className="mt-6">
            <CallButton />
          </div>
          <GetReady concert={concert} />
          <SmallPrint ticket={ticket} />
          <LeaveLine leave={leave} />
        </div>
      </div>
    </Page>
  );
}

/** Has its place in the yellow band from the start. */
function Paused({ isPaused }: { isPaused: boolean }) {
  return (
    <p role="status" className="m-0 mt-2 min-h-[1.6em] font-semibold">
      {isPaused && <Trans>Entry is paused. Your place is safe.</Trans>}
    </p>
  );
}

function SmallPrint({ ticket: { estimatedWaitRange, claimSeconds } }: { ticket: QueueTicket }) {
  const language = useLanguage();
  const earliest = estimatedWaitRange && new Date(serverNow() + estimatedWaitRange[0] * 1_000);
  const time = earliest && formatTime(earliest, { language });
  return (
    <p className="m-0 mt-6 min-h-[3.2em] text-14 text-ink-2">
      <Trans>Reloading keeps your place.</Trans>{' '}
      {time ? (
        <Trans>
          If you close this page, be back by {time}; at your turn we wait {claimSeconds} s.
        </Trans>
      ) : (
        <Trans>
          If you close this page, come back before your turn; we wait {claimSeconds} s then.
        </Trans>
      )}
    </p>
  );
}
