import { useLanguage } from '@frontrow/pages/browser/language.ts';
import type { Hold } from '@frontrow/sdk';
import { formatMoney } from '@frontrow/ui/format/money.ts';
import { Poster } from '@frontrow/ui/parts/poster.tsx';
import { Trans } from '@lingui/react/macro';
import type { ConcertDetails } from '../concerts/concert-details.ts';
import { SeatName } from '../shell/seat-name.tsx';
import { When } from '../shell/when.tsx';

export interface SummaryProps {
  hold: Hold;
  concert: ConcertDetails;
}

/** What is being bought: the concert, each seat with its price, the sum. */
export function Summary({ hold, concert }: SummaryProps) {
  const language = useLanguage();
  const { startsAt, timezone } = hold.reservation;
  return (
    <section>
      <div className="grid grid-cols-[72px_1fr] gap-4 border-0 border-b border-solid border-line py-4">
        <Poster id={concert.id} artist={concert.artist} className="h-[96px] w-[72px]" />
        <div className="min-w-0">
          <h2 className="m-0 text-18">{concert.title}</h2>
          <p className="m-0 mt-1 text-14 text-ink-2">
            <When date={startsAt} timezone={timezone} /> · {concert.venue}
          </p>
        </div>
      </div>
      <ul className="m-0 list-none p-0">
        {hold.seats.map((seat) => (
          <li
            key={seat.id}
            className="flex flex-wrap justify-between gap-x-4 border-0 border-b border-solid border-line py-3"
          >
            <SeatName seat={seat} />
            <span className="ml-auto font-bold whitespace-nowrap">
              {formatMoney(seat.price, hold.currency, language)}
            </span>
          </li>
        ))}
      </ul>
      <p className="m-0 flex flex-wrap items-baseline justify-between gap-x-4 py-4 font-bold">
        <Trans>Total</Trans>
        <span className="num text-28">{formatMoney(hold.amount, hold.currency, language)}</span>
      </p>
    </section>
  );
}
