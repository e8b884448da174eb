import { useLanguage } from '@frontrow/pages/browser/language.ts';
import { serverNow } from '@frontrow/pages/browser/server-clock.ts';
import { formatDayTime, formatTime, isSameDay } from '@frontrow/ui/format/dates.ts';

/**
 * Times by the visitor's clock: 20:04 of today, or with its day. A time on the day of the one before it goes without
 * the day.
 */
export function useTimeOrDay(times: (Date | null)[]): (string | null)[] {
  const language = useLanguage();
  let day = new Date(serverNow());
  return times.map((time) => {
    if (!time) return null;
    const format = isSameDay(time, day, { language }) ? formatTime : formatDayTime;
    day = time;
    return format(time, { language });
  });
}
