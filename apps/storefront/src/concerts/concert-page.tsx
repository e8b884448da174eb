import { useLanguage } from '@frontrow/pages/browser/language.ts';
import { useConcert } from '@frontrow/sdk/react';
import { useFontFor } from '@frontrow/ui/fonts/use-font-for.ts';
import { formatMoney } from '@frontrow/ui/format/money.ts';
import { Poster } from '@frontrow/ui/parts/poster.tsx';
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { ErrorNote } from '../shell/error-note.tsx';
import { Page, PageHeading } from '../shell/page.tsx';
import { When } from '../shell/when.tsx';
import type { ConcertDetails } from './concert-details.ts';
import { JoinBar } from './join-bar.tsx';
import { summaryOf } from './performances.ts';
import { saleStateOf } from './sale-state.ts';
import { useNow } from './use-now.ts';

/** What operators change is seen without a reload. */
const REFRESH_SECONDS = 30;

/** One concert: what it is, when, for how much, and what happens after the one button. */
export function ConcertPage() {
  const { t } = useLingui();
  const { concertId } = useParams({ from: '/concerts/$concertId' });
  const { concert, error } = useConcert(concertId, { refreshSeconds: REFRESH_SECONDS });
  const { title = '', artist = '', venue = '', description = '' } = concert ?? {};
  const hasFont = useFontFor([title, artist, venue, description].join(' '));
  if (error && !concert) {
    return (
      <Page title={t`Concert`} width="text">
        <ErrorNote error={error} isPage />
      </Page>
    );
  }
  if (!concert || !hasFont) {
    return (
      <Page title={t`Concert`} width="list">
        <div className="min-h-[80dvh]" aria-busy="true" />
      </Page>
    );
  }
  return <Details concert={concert} />;
}

function Details({ concert }: { concert: ConcertDetails }) {
  const now = useNow();
  const language = useLanguage();
  const summary = summaryOf(concert, now);
  const state = saleStateOf(concert, now);
  const { title, artist, venue, description, holdLimit } = concert;
  return (
    <Page title={title} width="list" hasBar>
      <div className="lg:grid lg:grid-cols-[minmax(0,420px)_minmax(0,560px)] lg:gap-16">
        <Poster
          id={concert.id}
          artist={artist}
          className="aspect-[4/3] w-full md:aspect-[2/1] lg:sticky lg:top-8 lg:aspect-[3/4]"
        />
        <div>
          <PageHeading className="mt-6 lg:mt-0">{title}</PageHeading>
          <p className="m-0 mt-2 text-ink-2">
            {artist} · {venue}
          </p>
          {description && <p className="m-0 mt-4">{description}</p>}
          <dl className="m-0 mt-6">
            {state === 'SOON' && concert.salesOpenAt && (
              <Row name={<Trans>Opens</Trans>}>
                <When date={concert.salesOpenAt} timezone={summary?.timezone ?? 'UTC'} />
              </Row>
            )}
            <Row name={<Trans>Dates</Trans>}>
              <Dates concert={concert} />
            </Row>
            {summary?.priceFrom != null && summary.priceTo != null && (
              <Row name={<Trans>Price of a seat</Trans>}>
                {formatMoney(summary.priceFrom, summary.currency, language)}
                {summary.priceTo > summary.priceFrom &&
                  ` – ${formatMoney(summary.priceTo, summary.currency, language)}`}
              </Row>
            )}
            <Row name={<Trans>One person can have</Trans>}>
              <Plural value={holdLimit} one="# seat a date" other="# seats a date" />
            </Row>
          </dl>
          {state !== 'OVER' && <WhatHappens concert={concert} isSoon={state === 'SOON'} />}
          <JoinBar concert={concert} state={state} now={now} />
        </div>
      </div>
    </Page>
  );
}

function Dates({ concert: { performances } }: { concert: ConcertDetails }) {
  return (
    <ul className="m-0 list-none p-0">
      {performances.map(({ performanceId, startsAt, timezone, status }) => (
        <li key={performanceId} className={status === 'CANCELLED' ? 'text-ink-3' : ''}>
          <When
            date={startsAt}
            timezone={timezone}
            className={status === 'CANCELLED' ? 'line-through' : ''}
          />
          {status === 'CANCELLED' && (
            <span className="ml-2">
              <Trans>Cancelled</Trans>
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}

function Row({ name, children }: { name: ReactNode; children: ReactNode }) {
  return (
    <div className="flex flex-wrap justify-between gap-x-6 border-0 border-t border-solid border-line py-3">
      <dt className="text-ink-2">{name}</dt>
      <dd className="m-0 ml-auto text-right font-semibold">{children}</dd>
    </div>
  );
}

function WhatHappens({ concert, isSoon }: { concert: ConcertDetails; isSoon: boolean }) {
  const choose = Math.round(concert.activeSeconds / 60);
  const pay = Math.round(concert.holdSeconds / 60);
  return (
    <section className="border-0 border-t border-solid border-line pt-6">
      <h2 className="m-0 text-18">
        <Trans>What will happen</Trans>
      </h2>
      <ol className="m-0 mt-2 grid list-decimal gap-1 pl-5">
        <li>
          {isSoon ? (
            <Trans>
              Until the opening you can join the draw. It sets the order; coming early changes
              nothing.
            </Trans>
          ) : (
            <Trans>You get a place in line. It stays yours if you reload or close the page.</Trans>
          )}
        </li>
        <li>
          <Plural
            value={choose}
            one="At your turn you have # minute to choose seats."
            other="At your turn you have # minutes to choose seats."
          />
        </li>
        <li>
          <Plural
            value={pay}
            one="The seats are then yours for # minute, to pay."
            other="The seats are then yours for # minutes, to pay."
          />
        </li>
      </ol>
    </section>
  );
}
