import type { QueueTicket } from '@frontrow/contract/queue';

/**
 * The body of an answer with the ticket of an entry that waits: what `JSON.stringify` makes of superjson's form of a
 * parsed ticket. Tokens, ids and statuses have no letters that JSON escapes.
 */
export function waitingAnswer(ticket: QueueTicket): string {
  const { estimatedWaitRange: range, joinedAt, opensAt, entrant, message } = ticket;
  const json =
    `{"token":"${ticket.token}","concertId":"${ticket.concertId}","status":"${ticket.status}"` +
    `,"position":${ticket.position},"estimatedWaitSeconds":${ticket.estimatedWaitSeconds}` +
    `,"estimatedWaitRange":${range && `[${range[0]},${range[1]}]`}` +
    `,"pollAfterSeconds":${ticket.pollAfterSeconds},"joinedAt":"${isoOf(joinedAt)}"` +
    `,"admittedAt":null,"activeUntil":null,"entrant":${entrant && `"${entrant}"`}` +
    `,"availability":"${ticket.availability}","opensAt":${opensAt && `"${opensAt.toISOString()}"`}` +
    `,"claimSeconds":${ticket.claimSeconds},"waiting":${ticket.waiting},"paused":${ticket.paused}` +
    `,"message":${message === null ? null : JSON.stringify(message)}}`;
  const dates = opensAt ? '"joinedAt":["Date"],"opensAt":["Date"]' : '"joinedAt":["Date"]';
  return `{"result":{"data":{"json":${json},"meta":{"values":{${dates}},"v":1}}}}`;
}

const MINUTE = 60_000;
/** Many people join in the same minute. */
const MOST_MINUTES = 10_000;
const minutes = new Map<number, string>();

/** The same text as `toISOString`, which takes as long as the rest of the body. */
export function isoOf(date: Date): string {
  const time = date.getTime();
  const rest = time % MINUTE;
  if (!(rest >= 0)) return date.toISOString();
  const minute = (time - rest) / MINUTE;
  let head = minutes.get(minute);
  if (head === undefined) {
    if (minutes.size >= MOST_MINUTES) minutes.clear();
    head = date.toISOString().slice(0, -'00.000Z'.length);
    minutes.set(minute, head);
  }
  const milliseconds = rest % 1_000;
  const seconds = (rest - milliseconds) / 1_000;
  return `${head}${padded(seconds, 2)}.${padded(milliseconds, 3)}Z`;
}

const padded = (value: number, digits: number): string => String(value).padStart(digits, '0');
