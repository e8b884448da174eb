import { useLanguage } from '@frontrow/pages/browser/language.ts';
import { formatDay, formatTime, isSameDay } from '@frontrow/ui/format/dates.ts';
import { formatMoney } from '@frontrow/ui/format/money.ts';
import { Trans } from '@lingui/react/macro';
import { useMyPlace } from '../queue/my-places.ts';
import type { ConcertInList } from './concert-details.ts';
import { saleStateOf } from './sale-state.ts';

export interface SaleLineProps {
  concert: ConcertInList;
  now: number;
}

/** The one line about the sale: the visitor's own place in yellow, else what everybody is told. */
export function SaleLine({ concert, now }: SaleLineProps) {
  const language = useLanguage();
  const mine = useMyPlace(concert.id);
  const state = saleStateOf(concert, now);
  if (mine?.status === 'ACTIVE') {
    return (
      <span className="mark">
        <Trans>Your turn</Trans>
      </span>
    );
  }
  if (mine?.status === 'PREQUEUE') {
    return (
      <span className="mark">
        <Trans>You are in the draw</Trans>
      </span>
    );
  }
  if (mine?.position) {
    const place = mine.position.toLocaleString(language);
    return (
      <span className="mark">
        <Trans>You are number {place}</Trans>
      </span>
    );
  }
  if (state === 'OVER') return <Trans>Not on sale</Trans>;
  if (state === 'SOON' && concert.salesOpenAt) {
    const zone = { language, timezone: concert.dates?.timezone };
    const time = formatTime(concert.salesOpenAt, zone);
    if (isSameDay(concert.salesOpenAt, new Date(now), zone))
      return <Trans>Opens today {time}</Trans>;
    const day = formatDay(concert.salesOpenAt, zone);
    return (
      <Trans>
        Opens {day} {time}
      </Trans>
    );
  }
  const { priceFrom = null, currency = '' } = concert.dates ?? {};
  if (priceFrom === null) return <Trans>On sale</Trans>;
  const price = formatMoney(priceFrom, currency, language);
  return <Trans>On sale · from {price}</Trans>;
}
