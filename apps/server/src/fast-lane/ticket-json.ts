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
    `,"pollAfterSeconds":${ticket.pollAfterSeconds},"joinedAt":"${joinedAt.toISOString()}"` +
    `,"admittedAt":null,"activeUntil":null,"entrant":${entrant && `"${entrant}"`}` +
    `,"availability":"${ticket.availability}","opensAt":${opensAt && `"${opensAt.toISOString()}"`}` +
    `,"claimSeconds":${ticket.claimSeconds},"waiting":${ticket.waiting},"paused":${ticket.paused}` +
    `,"message":${message === null ? null : JSON.stringify(message)}}`;
  const dates = opensAt ? '"joinedAt":["Date"],"opensAt":["Date"]' : '"joinedAt":["Date"]';
  return `{"result":{"data":{"json":${json},"meta":{"values":{${dates}},"v":1}}}}`;
}
