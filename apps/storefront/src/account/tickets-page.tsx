import { useLanguage } from '@frontrow/pages/browser/language.ts';
import { useConcert, useTickets } from '@frontrow/sdk/react';
import { useFontFor } from '@frontrow/ui/fonts/use-font-for.ts';
import { formatDayTime } from '@frontrow/ui/format/dates.ts';
import { Button } from '@frontrow/ui/parts/button.tsx';
import { Poster } from '@frontrow/ui/parts/poster.tsx';
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Link, useParams } from '@tanstack/react-router';
import { ChevronLeft } from 'lucide-react';
import { useEffect, useMemo } from 'react';
import { ErrorNote } from '../shell/error-note.tsx';
import { Page, PageHeading } from '../shell/page.tsx';
import { When } from '../shell/when.tsx';
import { useSignedIn } from '../sign-in/use-signed-in.ts';
import { saveCalendarFile } from './calendar-file.ts';
import { type KeptTickets, keepTickets, keptTickets } from './kept-tickets.ts';
import { TicketCard } from './ticket-card.tsx';

/** The tickets of one payment, one below another, each with its code. */
export function TicketsPage() {
  const { t } = useLingui();
  const { paymentId } = useParams({ from: '/tickets/$paymentId' });
  const { shown, keptAt, error, isLoading } = useKeptTickets(paymentId);
  const { title, artist, venue, tickets } = shown;
  const [first] = tickets;
  const hasFont = useFontFor(`${title} ${venue}`);
  const isRefunded = first?.status === 'VOID';
  if (error && !first) {
    return (
      <Page title={t`My tickets`} width="text">
        <ErrorNote error={error} isPage />
      </Page>
    );
  }
  return (
    <Page title={t`My tickets`} width="text" top="bar">
      <Link
        to="/reservations"
        className="inline-flex min-h-14 items-center gap-1 font-semibold no-underline"
      >
        <ChevronLeft aria-hidden="true" size={20} />
        <Trans>My tickets</Trans>
      </Link>
      <PageHeading className="text-40!">
        {isRefunded ? <Trans>These were refunded</Trans> : <Trans>You're going</Trans>}
      </PageHeading>
      {first && (
        <>
          <div className="mt-4 grid min-h-28 grid-cols-[72px_1fr] gap-4">
            <Poster id={first.concertId} artist={artist} className="h-24 w-18" />
            <div className="min-w-0">
              <p className="m-0">
                <When date={first.startsAt} timezone={first.timezone} className="font-semibold" />
              </p>
              {/* It comes later, with the concert: nothing that is there before stands below it. */}
              <div className={hasFont ? '' : 'invisible'}>
                <h2 className="m-0 mt-1 text-18">{title}</h2>
                <p className="m-0 text-14 text-ink-2">{venue}</p>
              </div>
            </div>
          </div>
          <p className="mt-4 mb-0 min-h-[1.5em] text-14 text-ink-2">
            {keptAt && <Age keptAt={keptAt} />}
          </p>
          <p className="mt-0 mb-2 text-14 text-ink-2">
            <Plural
              value={tickets.length}
              one="# ticket: show the code at the door."
              other="# tickets: show one code for each person at the door."
            />
          </p>
        </>
      )}
      <ul
        aria-busy={isLoading && !first}
        className="m-0 grid min-h-[50dvh] list-none content-start gap-6 p-0"
      >
        {tickets.map((ticket) => (
          <li key={ticket.ticketId}>
            <TicketCard ticket={ticket} />
          </li>
        ))}
      </ul>
      {first && !isRefunded && (
        <Button
          kind="secondary"
          className="mt-6 w-full"
          onClick={() => void saveCalendarFile(first, { title, venue })}
        >
          <Trans>Add to my calendar</Trans>
        </Button>
      )}
    </Page>
  );
}

/** How old tickets from this device are: they may have been used or refunded since. */
function Age({ keptAt }: { keptAt: Date }) {
  const language = useLanguage();
  const when = formatDayTime(keptAt, { language });
  return <Trans>Kept on this device, as of {when}</Trans>;
}

interface ShownTickets {
  shown: Omit<KeptTickets, 'keptAt'>;
  /** When what is shown was kept on this device; null if the server told it just now. */
  keptAt: Date | null;
  error: Error | null;
  isLoading: boolean;
}

const NOTHING = { title: '', artist: '', venue: '', tickets: [] };

/** The tickets of a payment and what they are for; those kept on this device until the server answers. */
function useKeptTickets(paymentId: string): ShownTickets {
  const { tickets, error, isLoading } = useTickets(paymentId);
  const userId = useSignedIn()?.user.id;
  const kept = useMemo(() => (userId ? keptTickets(paymentId) : null), [userId, paymentId]);
  const concertId = tickets[0]?.concertId ?? kept?.tickets[0]?.concertId ?? null;
  const { concert } = useConcert(concertId);
  const isAnswered = tickets.length > 0 && !error;
  const { title, artist, venue } = concert ?? kept ?? NOTHING;
  useEffect(() => {
    if (!isAnswered || !title) return;
    keepTickets(paymentId, { keptAt: new Date(), title, artist, venue, tickets });
  }, [isAnswered, paymentId, title, artist, venue, tickets]);
  const shown = tickets.length > 0 ? tickets : (kept?.tickets ?? NOTHING.tickets);
  return {
    shown: { title, artist, venue, tickets: shown },
    keptAt: isAnswered ? null : (kept?.keptAt ?? null),
    ...{ error, isLoading },
  };
}
