import { useLanguage } from '@frontrow/pages/browser/language.ts';
import { useFontFor } from '@frontrow/ui/fonts/use-font-for.ts';
import { formatDays } from '@frontrow/ui/format/dates.ts';
import { Poster } from '@frontrow/ui/parts/poster.tsx';
import { Link } from '@tanstack/react-router';
import type { ConcertInList } from './concert-details.ts';
import { SaleLine } from './sale-line.tsx';

/** A concert in the list. Its lines have their place from the start, whether the title has one line or two. */
export function ConcertCard({ concert, now }: { concert: ConcertInList; now: number }) {
  const language = useLanguage();
  const hasFont = useFontFor(`${concert.title} ${concert.venue}`);
  const { dates } = concert;
  const days =
    dates &&
    formatDays(dates.firstStartsAt, dates.lastStartsAt, { language, timezone: dates.timezone });
  return (
    <li className="border-0 border-t border-solid border-line lg:border-t-0">
      <Link
        to="/concerts/$concertId"
        params={{ concertId: concert.id }}
        className="group grid min-h-[144px] grid-cols-[84px_1fr] gap-4 py-4 no-underline lg:block lg:py-0"
      >
        <Poster
          id={concert.id}
          artist={concert.artist}
          className="h-[112px] w-[84px] lg:mb-4 lg:h-auto lg:w-full lg:aspect-[3/4]"
        />
        <div className={`flex min-w-0 flex-col ${hasFont ? '' : 'invisible'}`}>
          <h2 className="m-0 lg:line-clamp-2 text-18 group-hover:underline underline-offset-4 lg:min-h-[2.5em]">
            {concert.title}
          </h2>
          <p className="m-0 mt-auto min-h-[1.5em] shrink-0 pt-1 text-14 text-ink-2 lg:line-clamp-1">
            {days ? `${days} · ${concert.venue}` : concert.venue}
          </p>
          <p className="m-0 mt-1 min-h-[1.7em] shrink-0 text-14 font-semibold">
            <SaleLine concert={concert} now={now} />
          </p>
        </div>
      </Link>
    </li>
  );
}
