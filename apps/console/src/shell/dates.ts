import { useLanguage } from '@frontrow/pages/browser/language.ts';
import { formatDayTime } from '@frontrow/ui/format/dates.ts';

interface Dated {
  startsAt: Date;
  timezone: string;
}

/** How the page's language writes when a date is: in the zone of its venue, without seconds. */
export function useDateWords(): (date: Dated) => string {
  const language = useLanguage();
  return ({ startsAt, timezone }) => formatDayTime(startsAt, { language, timezone });
}

/** The day of a date in its venue's zone, as 2026-12-05. */
export const dayOf = ({ startsAt, timezone }: Dated): string =>
  new Intl.DateTimeFormat('en-CA', { timeZone: timezone, dateStyle: 'short' }).format(startsAt);
