import { useLanguage } from '@frontrow/pages/browser/language.ts';
import { serverNow } from '@frontrow/pages/browser/server-clock.ts';
import type { QueueTicket } from '@frontrow/sdk';
import { formatTime } from '@frontrow/ui/format/dates.ts';
import { Plural, Trans } from '@lingui/react/macro';
import { type ReactNode, useRef } from 'react';
import type { ConcertDetails } from '../../concerts/concert-details.ts';
import { waitRangeOf } from './wait-range.ts';

export interface FactsProps {
  ticket: QueueTicket;
  concert: ConcertDetails;
}

/** What whoever waits wants to know: how long, whether there is anything left, and what comes then. */
export function Facts({ ticket, concert }: FactsProps) {
  const { position, waiting } = ticket;
  const behind = position !== null && waiting !== null ? waiting - position : 0;
  const minutes = Math.round(concert.activeSeconds / 60);
  const language = useLanguage();
  return (
    <dl className="m-0 mt-6">
      <Fact name={<Trans>Wait</Trans>}>
        <Wait ticket={ticket} />
      </Fact>
      <Fact name={<Trans>Seats</Trans>} lines={2}>
        <SeatsLeft availability={ticket.availability} />
      </Fact>
      <Fact name={<Trans>Your turn</Trans>}>
        <Plural
          value={minutes}
          one="You get # minute to choose"
          other="You get # minutes to choose"
        />
      </Fact>
      {/* It has its place before anybody comes, so that nothing below moves. */}
      <Fact name={<Trans>Behind you</Trans>}>
        {behind > 0 ? (
          <Plural
            value={behind}
            one="1 person"
            other={<Trans>{behind.toLocaleString(language)} people</Trans>}
          />
        ) : (
          <Trans>Nobody yet</Trans>
        )}
      </Fact>
    </dl>
  );
}

export interface FactProps {
  name: ReactNode;
  /** How many lines it has room for, whatever it says now. */
  lines?: 1 | 2;
  children: ReactNode;
}

export function Fact({ name, lines = 1, children }: FactProps) {
  return (
    <div className="flex justify-between gap-6 border-0 border-b border-solid border-line py-3">
      <dt className="shrink-0 text-ink-2">{name}</dt>
      <dd
        className={`m-0 min-w-0 flex-1 text-right font-semibold ${lines === 2 ? 'min-h-[3em] lg:min-h-0' : ''}`}
      >
        {children}
      </dd>
    </div>
  );
}

function Wait({ ticket: { estimatedWaitRange, paused } }: { ticket: QueueTicket }) {
  const language = useLanguage();
  /** By when the turn was said to come, at the latest, in milliseconds. */
  const promised = useRef(Number.POSITIVE_INFINITY);
  // The second line is there before it has words: nothing below moves.
  const noTime = <span className="block text-13">&nbsp;</span>;
  if (paused) {
    return (
      <>
        <Trans>Entry is paused</Trans>
        {noTime}
      </>
    );
  }
  if (!estimatedWaitRange) {
    return (
      <>
        <Trans>Measuring the wait</Trans>
        {noTime}
      </>
    );
  }
  const { fromMinutes, toMinutes } = waitRangeOf(estimatedWaitRange);
  const at = (minutes: number) => new Date(serverNow() + minutes * 60_000);
  const isLate = at(fromMinutes).getTime() > promised.current;
  promised.current = Math.min(promised.current, at(toMinutes).getTime());
  const [from, to] = [at(fromMinutes), at(toMinutes)].map((time) => formatTime(time, { language }));
  const range = fromMinutes === toMinutes ? toMinutes : `${fromMinutes}–${toMinutes}`;
  return (
    <>
      {toMinutes === 1 ? <Trans>About a minute</Trans> : <Trans>{range} min</Trans>}
      <span className="block text-13 font-normal text-ink-3">
        {/* In the line that is there already, before what it says: nothing moves. */}
        {isLate && (
          <span className="text-bad">
            <Trans>Slower than we said</Trans>
            {' · '}
          </span>
        )}
        {from === to ? (
          <Trans>around {to}</Trans>
        ) : (
          <Trans>
            around {from}–{to}
          </Trans>
        )}
      </span>
    </>
  );
}

/** What is left to buy, told plainly and without a promise. */
export function SeatsLeft({ availability }: Pick<QueueTicket, 'availability'>) {
  switch (availability) {
    case 'PLENTY':
      return <Trans>Seats are left</Trans>;
    case 'FEW':
      return <Trans>Fewer seats are left than people ahead</Trans>;
    case 'HELD':
      return <Trans>All seats are held now; unpaid ones come back</Trans>;
    case 'SOLD_OUT':
      return <Trans>Sold out. Only refunds come back. Stay or leave?</Trans>;
  }
}
