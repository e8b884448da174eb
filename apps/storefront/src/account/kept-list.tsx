import { Poster } from '@frontrow/ui/parts/poster.tsx';
import { Trans } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import { SeatNames } from '../shell/seat-names.tsx';
import { When } from '../shell/when.tsx';
import { allKeptTickets } from './kept-tickets.ts';

/** The tickets that this device has, for as long as the server does not answer. */
export function KeptList() {
  return (
    <ul className="m-0 mt-4 list-none p-0">
      {allKeptTickets().map(({ paymentId, kept: { title, artist, tickets } }) => {
        const [first] = tickets;
        if (!first) return null;
        return (
          <li key={paymentId} className="border-0 border-t border-solid border-line">
            <Link
              to="/tickets/$paymentId"
              params={{ paymentId }}
              className="grid grid-cols-[72px_1fr] gap-4 py-4 no-underline"
            >
              <Poster id={first.concertId} artist={artist} className="h-24 w-18" />
              <div className="min-w-0">
                <h2 className="m-0 text-18">{title}</h2>
                <p className="m-0 mt-1 text-14 text-ink-2">
                  <When date={first.startsAt} timezone={first.timezone} />
                </p>
                <p className="m-0 mt-1 text-14">
                  <SeatNames seats={tickets} />
                </p>
                <p className="m-0 mt-2 text-14 font-semibold">
                  <Trans>Kept on this device · show the tickets</Trans>
                </p>
              </div>
            </Link>
          </li>
        );
      })}
    </ul>
  );
}
