import { useLanguage } from '@frontrow/pages/browser/language.ts';
import type { Session } from '@frontrow/sdk';
import { useDates, useHold } from '@frontrow/sdk/react';
import { formatDayTime } from '@frontrow/ui/format/dates.ts';
import { Trans, useLingui } from '@lingui/react/macro';
import { Link, useParams } from '@tanstack/react-router';
import { ChevronLeft } from 'lucide-react';
import { NeedsTurn } from '../queue/needs-turn.tsx';
import { useTurn } from '../queue/turn-layout.tsx';
import { Page, PageHeading } from '../shell/page.tsx';
import { House } from './house.tsx';
import { TurnClock } from './turn-clock.tsx';

export function SeatPage() {
  return <NeedsTurn to="choose">{(session) => <Seats session={session} />}</NeedsTurn>;
}

/** The seats of one date: choose, and hold all of them or none. */
function Seats({ session }: { session: Session }) {
  const { t } = useLingui();
  const language = useLanguage();
  const { concert } = useTurn();
  const { performanceId } = useParams({ from: '/turn/concerts/$concertId/dates/$performanceId' });
  const hold = useHold(session);
  const { dates } = useDates(session);
  const date = dates.find((one) => one.performanceId === performanceId);
  const when = date ? formatDayTime(date.startsAt, { language, timezone: date.timezone }) : '';
  return (
    <Page title={t`Choose seats`} width="list" top="bar" hasBar className="flex flex-col">
      <div className="flex min-h-14 items-center justify-between gap-4">
        <Link
          to={dates.length > 1 ? '/concerts/$concertId/dates' : '/concerts/$concertId'}
          params={{ concertId: concert.id }}
          className="inline-flex min-h-11 items-center gap-1 font-semibold no-underline"
        >
          <ChevronLeft aria-hidden="true" size={20} />
          {when || <Trans>Dates</Trans>}
        </Link>
        <TurnClock hold={hold} />
      </div>
      <PageHeading className="sr-only">
        <Trans>Choose seats</Trans>
      </PageHeading>
      <House key={performanceId} {...{ session, hold, performanceId, concert }} />
    </Page>
  );
}
