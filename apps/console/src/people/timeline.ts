import type { Person } from '../client/client.ts';

/** Something that happened to a person. */
export type Event = { at: Date; key: string } & (
  | { kind: 'JOINED' | 'ADMITTED'; turn: Person['turns'][number] }
  | { kind: 'TURN_ENDED'; turn: Person['turns'][number] }
  | { kind: 'HELD' | 'HOLD_ENDED'; reservation: Person['reservations'][number] }
  | { kind: 'PAID' | 'REFUNDED'; payment: Person['payments'][number] }
  | { kind: 'REDEEMED'; ticket: Person['tickets'][number] }
  | { kind: 'TOP_UP' | 'TOP_UP_ENDED'; topUp: Person['topUps'][number] }
  | { kind: 'CHARGED' | 'WITHDRAWN'; entry: Person['entries'][number] }
);

/** The story of a person in one list, newest first. */
export function timelineOf(person: Person): Event[] {
  const events = [
    ...person.turns.flatMap(ofTurn),
    ...person.reservations.flatMap(ofReservation),
    ...person.payments.flatMap(ofPayment),
    ...person.tickets.flatMap(ofTicket),
    ...person.topUps.flatMap(ofTopUp),
    ...person.entries.flatMap(ofEntry),
  ];
  return events.sort((one, other) => other.at.getTime() - one.at.getTime());
}

const at = <Rest extends object>(time: Date | null, key: string, rest: Rest) =>
  time === null ? [] : [{ at: time, key, ...rest }];

function ofTurn(turn: Person['turns'][number]): Event[] {
  const { id } = turn;
  return [
    ...at(turn.joinedAt, `joined ${id}`, { kind: 'JOINED' as const, turn }),
    ...at(turn.admittedAt, `admitted ${id}`, { kind: 'ADMITTED' as const, turn }),
    ...at(turn.endedAt, `ended ${id}`, { kind: 'TURN_ENDED' as const, turn }),
  ];
}

function ofReservation(reservation: Person['reservations'][number]): Event[] {
  const { id, status, heldAt, holdExpiresAt } = reservation;
  const ended = status === 'EXPIRED' ? holdExpiresAt : null;
  return [
    ...at(heldAt, `held ${id}`, { kind: 'HELD' as const, reservation }),
    ...at(ended, `hold ended ${id}`, { kind: 'HOLD_ENDED' as const, reservation }),
  ];
}

function ofPayment(payment: Person['payments'][number]): Event[] {
  const { id } = payment;
  return [
    ...at(payment.paidAt, `paid ${id}`, { kind: 'PAID' as const, payment }),
    ...at(payment.refundedAt, `refunded ${id}`, { kind: 'REFUNDED' as const, payment }),
  ];
}

const ofTicket = (ticket: Person['tickets'][number]): Event[] =>
  at(ticket.redeemedAt, `redeemed ${ticket.ticketId}`, { kind: 'REDEEMED' as const, ticket });

function ofTopUp(topUp: Person['topUps'][number]): Event[] {
  const { id } = topUp;
  return [
    ...at(topUp.createdAt, `top-up ${id}`, { kind: 'TOP_UP' as const, topUp }),
    ...at(topUp.endedAt, `top-up ended ${id}`, { kind: 'TOP_UP_ENDED' as const, topUp }),
  ];
}

/** Payments and refunds are events of their own; what a top-up brought stands with it. */
function ofEntry(entry: Person['entries'][number]): Event[] {
  const { id, type, topUpId, createdAt } = entry;
  if (type === 'CHARGE' && topUpId === null) {
    return at(createdAt, `charged ${id}`, { kind: 'CHARGED' as const, entry });
  }
  if (type !== 'WITHDRAWAL') return [];
  return at(createdAt, `withdrawn ${id}`, { kind: 'WITHDRAWN' as const, entry });
}
