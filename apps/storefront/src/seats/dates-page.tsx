import { useLanguage } from '@frontrow/pages/browser/language.ts';
import type { Session } from '@frontrow/sdk';
import { useDates, useHold } from '@frontrow/sdk/react';
import { formatMoney } from '@frontrow/ui/format/money.ts';
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Link, Navigate } from '@tanstack/react-router';
import { NeedsTurn } from '../queue/needs-turn.tsx';
import { useTurn } from '../queue/turn-layout.tsx';
import { ErrorNote } from '../shell/error-note.tsx';
import { Page, PageHeading } from '../shell/page.tsx';
import { When } from '../shell/when.tsx';
import { TurnClock } from './turn-clock.tsx';

export function DatesPage() {
  return <NeedsTurn to="choose">{(session) => <Dates session={session} />}</NeedsTurn>;
}

/** The dates that can be booked, with what is left. With one date alone the page is skipped. */
function Dates({ session }: { session: Session }) {
  const { t } = useLingui();
  const language = useLanguage();
  const { concert } = useTurn();
  const hold = useHold(session);
  const { dates, error, isLoading } = useDates(session);
  const [only] = dates;
  if (only && dates.length === 1) {
    const params = { concertId: concert.id, performanceId: only.performanceId };
    return <Navigate to="/concerts/$concertId/dates/$performanceId" params={params} replace />;
  }
  return (
    <Page title={t`Choose a date`} width="text">
      <div className="flex items-center justify-between gap-4">
        <p className="m-0 min-w-0 text-14 text-ink-2">{concert.title}</p>
        <TurnClock hold={hold} />
      </div>
      <PageHeading className="mt-2">
        <Trans>Choose a date</Trans>
      </PageHeading>
      {error && dates.length === 0 && (
        <div className="mt-6">
          <ErrorNote error={error} />
        </div>
      )}
      <ul aria-busy={isLoading} className="m-0 mt-6 list-none p-0">
        {dates.map(({ performanceId, startsAt, timezone, seatsAvailable, priceFrom, currency }) => {
          const price = priceFrom === null ? '' : formatMoney(priceFrom, currency, language);
          const body = (
            <>
              <When date={startsAt} timezone={timezone} className="text-18 font-bold" />
              <span className="ml-auto text-right text-14">
                {seatsAvailable > 0 ? (
                  <>
                    <span className="num block text-18 tracking-normal!">
                      <Plural
                        value={seatsAvailable}
                        one="# seat"
                        other={<Trans>{seatsAvailable.toLocaleString(language)} seats</Trans>}
                      />
                    </span>
                    {price && <Trans>from {price}</Trans>}
                  </>
                ) : (
                  <Trans>All held or sold; unpaid seats come back</Trans>
                )}
              </span>
            </>
          );
          const row = 'flex min-h-18 flex-wrap items-center justify-between gap-x-4 py-3';
          return (
            <li key={performanceId} className="border-0 border-t border-solid border-line">
              {seatsAvailable > 0 ? (
                <Link
                  to="/concerts/$concertId/dates/$performanceId"
                  params={{ concertId: concert.id, performanceId }}
                  className={`${row} no-underline hover:underline underline-offset-4`}
                >
                  {body}
                </Link>
              ) : (
                <div className={`${row} text-ink-3`}>{body}</div>
              )}
            </li>
          );
        })}
      </ul>
    </Page>
  );
}
