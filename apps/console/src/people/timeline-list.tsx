import { Trans } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import type { Person } from '../client/client.ts';
import { useDateWords } from '../shell/dates.ts';
import { type Numbers, useNumbers } from '../shell/numbers.ts';
import { type Event, timelineOf } from './timeline.ts';

/** One list of all that happened to a person, newest first. */
export function Timeline({ person }: { person: Person }) {
  const numbers = useNumbers();
  const words = useDateWords();
  const events = timelineOf(person);
  if (events.length === 0) {
    return (
      <p className="m-0 text-ink-2">
        <Trans>Nothing yet.</Trans>
      </p>
    );
  }
  return (
    <ol className="m-0 list-none p-0">
      {events.map((event) => (
        <li
          key={event.key}
          className="grid grid-cols-[9.5rem_minmax(0,1fr)] gap-3 border-0 border-b border-solid border-line py-2"
        >
          <time dateTime={event.at.toISOString()} className="text-ink-2 tabular-nums">
            {numbers.moment(event.at)}
          </time>
          <span>{sentenceOf(event, person, { numbers, words })}</span>
        </li>
      ))}
    </ol>
  );
}

function sentenceOf(
  event: Event,
  person: Person,
  { numbers, words }: { numbers: Numbers; words: ReturnType<typeof useDateWords> },
): ReactNode {
  const { currency } = person.balance;
  const concert = (concertId: string) =>
    person.concerts.find((each) => each.concertId === concertId)?.title ?? '';
  const date = (performanceId: string) => {
    const found = person.performances.find((each) => each.performanceId === performanceId);
    return found ? `${found.title}, ${words(found)}` : '';
  };
  switch (event.kind) {
    case 'JOINED':
      return <Trans>Joined the line of {concert(event.turn.concertId)}</Trans>;
    case 'ADMITTED':
      return <Trans>Was let in to {concert(event.turn.concertId)}</Trans>;
    case 'TURN_ENDED':
      return <TurnEnded status={event.turn.status} title={concert(event.turn.concertId)} />;
    case 'HELD': {
      const { seats, amount, performanceId } = event.reservation;
      const labels = seats.map(({ label }) => label).join(', ');
      return (
        <Trans>
          Held {labels} for {numbers.money(amount, currency)} · {date(performanceId)}
        </Trans>
      );
    }
    case 'HOLD_ENDED':
      return <Trans>The hold ran out and the seats were free again</Trans>;
    case 'PAID':
      return <Trans>Paid {numbers.money(event.payment.amount, currency)}</Trans>;
    case 'REFUNDED':
      return (
        <Trans>Got {numbers.money(event.payment.amount, currency)} back into the balance</Trans>
      );
    case 'REDEEMED':
      return (
        <Trans>
          Came in with {event.ticket.label} · {date(event.ticket.performanceId)}
        </Trans>
      );
    case 'TOP_UP':
      return <Trans>Began to top up {numbers.money(event.topUp.amount, currency)}</Trans>;
    case 'TOP_UP_ENDED':
      return <TopUpEnded status={event.topUp.status} />;
    case 'CHARGED':
      return <Trans>Was credited {numbers.money(event.entry.amount, currency)}</Trans>;
    case 'WITHDRAWN':
      return <Trans>{numbers.money(-event.entry.amount, currency)} went back to the bank</Trans>;
  }
}

function TurnEnded({ status, title }: { status: string; title: string }) {
  if (status === 'COMPLETED') return <Trans>Used the turn at {title} up by paying</Trans>;
  if (status === 'LEFT') return <Trans>Left the line of {title}</Trans>;
  return <Trans>The turn at {title} ran out</Trans>;
}

function TopUpEnded({ status }: { status: Person['topUps'][number]['status'] }) {
  if (status === 'CREDITED') return <Trans>The top-up was credited</Trans>;
  if (status === 'DECLINED') return <Trans>The bank declined the top-up</Trans>;
  if (status === 'CANCELLED') return <Trans>The top-up was cancelled</Trans>;
  return <Trans>The top-up ran out</Trans>;
}
