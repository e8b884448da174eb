import { Trans } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import type { AdminPerformance, ConcertDetails } from '../client/client.ts';
import { useNumbers } from '../shell/numbers.ts';
import { Section } from '../shell/page.tsx';

export interface ChecklistProps {
  concert: ConcertDetails;
  dates: AdminPerformance[];
}

/** What has to be there before the sale can open; what is missing stands first. */
export function Checklist({ concert, dates }: ChecklistProps) {
  const numbers = useNumbers();
  const now = Date.now();
  const ahead = dates.filter(
    ({ status, startsAt }) => status === 'SCHEDULED' && startsAt.getTime() > now,
  );
  const places = ahead.reduce((sum, { seatsTotal }) => sum + seatsTotal, 0);
  const isFree = ahead.some(({ sections }) => sections.some(({ price }) => price === 0));
  const { salesOpenAt, salesCloseAt } = concert;
  const isOver = salesCloseAt !== null && salesCloseAt.getTime() <= now;
  const opensAt = salesOpenAt ? numbers.moment(salesOpenAt) : '';
  const [count, total] = [numbers.whole(ahead.length), numbers.whole(places)];
  return (
    <Section heading={<Trans>Before it opens</Trans>}>
      <ul className="m-0 grid list-none gap-2 p-0">
        <Item isDone={ahead.length > 0}>
          {ahead.length > 0 ? (
            <Trans>Dates ahead: {count}</Trans>
          ) : (
            <Trans>It has no date ahead: add one below.</Trans>
          )}
        </Item>
        <Item isDone={places > 0}>
          {places > 0 ? (
            <Trans>Places: {total}</Trans>
          ) : (
            <Trans>No date has places: choose a chart.</Trans>
          )}
        </Item>
        <Item isDone={!isFree}>
          {isFree ? (
            <Trans>Some seats cost nothing. Is that meant?</Trans>
          ) : (
            <Trans>Every seat has a price</Trans>
          )}
        </Item>
        <Item isDone={!isOver}>
          {isOver ? (
            <Trans>The sale is over: move its end.</Trans>
          ) : salesOpenAt && salesOpenAt.getTime() > now ? (
            <Trans>Opens {opensAt}</Trans>
          ) : (
            <Trans>The sale is open</Trans>
          )}
        </Item>
      </ul>
    </Section>
  );
}

function Item({ isDone, children }: { isDone: boolean; children: ReactNode }) {
  return (
    <li className={`flex gap-2 ${isDone ? '' : 'order-first font-semibold text-bad'}`}>
      <span aria-hidden="true">{isDone ? '✓' : '✗'}</span>
      <span>{children}</span>
    </li>
  );
}
