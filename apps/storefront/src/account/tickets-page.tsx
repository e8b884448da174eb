import type { SeatTicket } from '@frontrow/sdk';
import { useConcert, useTickets } from '@frontrow/sdk/react';
import { Button } from '@frontrow/ui/parts/button.tsx';
import { Poster } from '@frontrow/ui/parts/poster.tsx';
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Link, useParams } from '@tanstack/react-router';
import { ChevronLeft } from 'lucide-react';
import { useEffect } from 'react';
import { readJson, writeJson } from '../client/browser-storage.ts';
import { ErrorNote } from '../shell/error-note.tsx';
import { Page, PageHeading } from '../shell/page.tsx';
import { When } from '../shell/when.tsx';
import { useSignedIn } from '../sign-in/use-signed-in.ts';
import { saveCalendarFile } from './calendar-file.ts';
import { TicketCard } from './ticket-card.tsx';

/** The tickets of one payment, one below another, each with its code. */
export function TicketsPage() {
  const { t } = useLingui();
  const { paymentId } = useParams({ from: '/tickets/$paymentId' });
  const { error, isLoading, ...found } = useTickets(paymentId);
  const tickets = useKeptTickets(paymentId, found.tickets);
  const [first] = tickets;
  const { concert } = useConcert(first?.concertId ?? '');
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
          <div className="mt-4 grid min-h-24 grid-cols-[72px_1fr] gap-4">
            <Poster id={first.concertId} artist={concert?.artist ?? ''} className="h-24 w-18" />
            <div className="min-w-0">
              <h2 className="m-0 text-18">{concert?.title ?? ''}</h2>
              <p className="m-0 mt-1">
                <When date={first.startsAt} timezone={first.timezone} className="font-semibold" />
              </p>
              <p className="m-0 text-14 text-ink-2">{concert?.venue ?? ''}</p>
            </div>
          </div>
          <p className="mt-4 mb-2 text-14 text-ink-2">
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
          onClick={() =>
            void saveCalendarFile(first, {
              title: concert?.title ?? '',
              venue: concert?.venue ?? '',
            })
          }
        >
          <Trans>Add to my calendar</Trans>
        </Button>
      )}
    </Page>
  );
}

/** The tickets as last seen, for a door without a network: kept for the signed-in user of this browser. */
function useKeptTickets(paymentId: string, tickets: SeatTicket[]): SeatTicket[] {
  const userId = useSignedIn()?.user.id ?? '';
  const key = `frontrow.tickets.${userId}.${paymentId}`;
  useEffect(() => {
    if (tickets.length > 0) writeJson(localStorage, key, tickets);
  }, [key, tickets]);
  if (tickets.length > 0) return tickets;
  const kept = readJson<(Omit<SeatTicket, 'startsAt'> & { startsAt: string })[]>(localStorage, key);
  return kept?.map((ticket) => ({ ...ticket, startsAt: new Date(ticket.startsAt) })) ?? tickets;
}
