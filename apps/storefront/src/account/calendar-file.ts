import type { SeatTicket } from '@frontrow/sdk';

export interface CalendarEntry {
  title: string;
  venue: string;
}

const HOURS = 2;

/** Saves a calendar file of the date. Its maker is loaded only now. */
export async function saveCalendarFile(
  { startsAt, label, ticketId }: SeatTicket,
  { title, venue }: CalendarEntry,
): Promise<void> {
  const { createEvent } = await import('ics');
  const { value } = createEvent({
    ...{ title, location: venue, description: label, uid: `${ticketId}@frontrow` },
    ...{ start: startsAt.getTime(), startInputType: 'utc', startOutputType: 'utc' },
    duration: { hours: HOURS },
  });
  if (!value) return;
  const address = URL.createObjectURL(new Blob([value], { type: 'text/calendar' }));
  const link = Object.assign(document.createElement('a'), {
    href: address,
    download: 'frontrow.ics',
  });
  link.click();
  URL.revokeObjectURL(address);
}
