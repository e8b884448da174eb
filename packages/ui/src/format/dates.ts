/** Dates and times as the pages write them. Korean: 12월 5일(토) 18:00; English: Sat 5 Dec 18:00. */
export interface Place {
  /** A language tag: `ko` or `en`. */
  language: string;
  /** An IANA time zone; left out: the visitor's own. */
  timezone?: string | undefined;
}

interface Parts {
  year: string;
  month: string;
  day: string;
  weekday: string;
  hour: string;
  minute: string;
}

const known = new Map<string, string>();

/** The zone that times are written in: UTC where this browser is too old to know the performance's. */
function zoneFor(timezone: string): string {
  const found = known.get(timezone);
  if (found) return found;
  let zone = timezone;
  try {
    new Intl.DateTimeFormat('en', { timeZone: timezone });
  } catch {
    zone = 'UTC';
  }
  known.set(timezone, zone);
  return zone;
}

/** Creating one takes longer than using it a thousand times. */
const formats = new Map<string, Intl.DateTimeFormat>();

function partsOf(date: Date, { language, timezone }: Place): Parts {
  const key = `${language} ${timezone}`;
  const format =
    formats.get(key) ??
    new Intl.DateTimeFormat(language === 'ko' ? 'ko' : 'en-GB', {
      ...(timezone ? { timeZone: zoneFor(timezone) } : {}),
      ...{ year: 'numeric', month: 'short', day: 'numeric', weekday: 'short' },
      ...{ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
    });
  formats.set(key, format);
  const parts = Object.fromEntries(
    format.formatToParts(date).map((part) => [part.type, part.value]),
  );
  return parts as unknown as Parts;
}

/** 14:09 */
export function formatTime(date: Date, place: Place): string {
  const { hour, minute } = partsOf(date, place);
  return `${hour}:${minute}`;
}

/** Sat 5 Dec, 12월 5일(토) */
export function formatDay(date: Date, place: Place): string {
  const { month, day, weekday } = partsOf(date, place);
  return place.language === 'ko' ? `${month} ${day}일(${weekday})` : `${weekday} ${day} ${month}`;
}

export const formatDayTime = (date: Date, place: Place): string =>
  `${formatDay(date, place)} ${formatTime(date, place)}`;

/** From the first to the last day, with what both have in common written once. */
export function formatDays(first: Date, last: Date, place: Place): string {
  const [from, to] = [partsOf(first, place), partsOf(last, place)];
  const isOneMonth = from.year === to.year && from.month === to.month;
  if (isOneMonth && from.day === to.day) return formatDay(first, place);
  if (!isOneMonth) return `${formatDay(first, place)} – ${formatDay(last, place)}`;
  return place.language === 'ko'
    ? `${formatDay(first, place)}–${to.day}일(${to.weekday})`
    : `${from.day}–${to.day} ${to.month}`;
}

/** Whether a clock in the visitor's zone shows another time then. */
export function differsForVisitor(date: Date, timezone: string): boolean {
  const there = formatDayTime(date, { language: 'en', timezone });
  return there !== formatDayTime(date, { language: 'en' });
}

/** Whether both are on one day, there. */
export const isSameDay = (one: Date, other: Date, place: Place): boolean =>
  formatDay(one, place) === formatDay(other, place) &&
  Math.abs(one.getTime() - other.getTime()) < 86_400_000;

/** The city of the zone that times are written in, such as Seoul. */
export const cityOf = (timezone: string): string =>
  zoneFor(timezone).split('/').at(-1)?.replaceAll('_', ' ') ?? timezone;
