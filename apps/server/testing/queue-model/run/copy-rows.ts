import { type Hold, Place } from '../oracle/entry.ts';
import type { QueueModel } from '../oracle/queue.ts';
import type { QueueRows, ReservationFacts, TokenFacts } from './rows.ts';

/**
 * Makes the model what the rows say: calls that ran at the same time may have come in any order. What
 * was purged stays as it was.
 *
 * @param users the ids of the users, by their number
 */
export function syncFrom(model: QueueModel, rows: QueueRows, users: readonly string[]): void {
  const known = new Map(model.places.map((place) => [place.tokenId, place]));
  for (const token of rows.tokens) {
    const { id: tokenId, joinedAt } = token;
    const user = users.indexOf(token.userId);
    const place = known.get(tokenId) ?? new Place({ tokenId, user, joinedAt });
    if (!known.has(tokenId)) model.places.push(place);
    takeToken(place, token);
    const theirs = rows.reservations.filter((hold) => hold.tokenId === tokenId);
    place.holds = theirs.map(holdOf);
  }
  model.lastNumber = rows.lastNumber;
  model.round = rows.round;
  model.list = model.ofRound(rows.round);
  if (rows.round > 1) model.source = null;
  model.admissions = rows.admissions.map(({ at }) => at);
  model.draws = rows.draws
    .filter(({ frozen, numbered, entrants }) => frozen && numbered < (entrants ?? 0))
    .map((draw) => ({
      ...draw,
      afterNumber: draw.afterNumber ?? 0,
      entrants: model.ofRound(draw.round),
    }));
}

function takeToken(place: Place, token: TokenFacts): void {
  place.number = token.number;
  place.round = token.round;
  place.entry = token.entry;
  const { admittedAt, deadlineAt, endsAt, claimedAt, status } = token;
  place.pass =
    admittedAt === null || deadlineAt === null || endsAt === null
      ? null
      : { admittedAt, deadline: deadlineAt, endsAt, claimed: claimedAt !== null };
  place.ended = status === 'COMPLETED' || status === 'LEFT' ? status : null;
}

const holdOf = ({ id, seatId, expiresAt, status }: ReservationFacts): Hold => ({
  reservationId: id,
  seatId,
  expiresAt,
  state: status === 'PAID' || status === 'RELEASED' ? status : 'HELD',
});
