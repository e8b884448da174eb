/** ISO 8601 with a zone. superjson writes `2030-01-01T10:00:00.000Z`; other clients may write an offset. */
const TIME = /^(\d{4}|[+-]\d{6})-(\d\d)-(\d\d)T\d\d:\d\d(:\d\d([.,]\d{1,9})?)?(Z|[+-]\d\d:?\d\d)$/;

/** The time that a text names; null if it is not ISO 8601 with a zone, or names a day that does not exist. */
export function dateIn(text: unknown): Date | null {
  // The longest form has 40 characters: a pattern is never tried on a long text.
  if (typeof text !== 'string' || text.length > 40) return null;
  const [, year, month, day] = TIME.exec(text) ?? [];
  if (year === undefined) return null;
  const date = new Date(text.replace(',', '.'));
  if (Number.isNaN(date.getTime())) return null;
  // `new Date` reads February 30 as March 2.
  return Number(day) <= daysIn(Number(year), Number(month)) ? date : null;
}

function daysIn(year: number, month: number): number {
  if (month !== 2) return [4, 6, 9, 11].includes(month) ? 30 : 31;
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
}
