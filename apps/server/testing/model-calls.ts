import type { QueueTicket } from '@frontrow/contract/queue';
import type { ReservationView } from '@frontrow/contract/reservation';
import type { Caller } from '@frontrow/domain/kernel/context';
import { admit } from '@frontrow/domain/queue/draw';
import type { Hold } from './model-place.ts';
import { guestOf, type Refused, type Server } from './model-servers.ts';
import type { Act } from './model-steps.ts';

/** A call, and what it is made with. */
export interface Call {
  act: Act;
  server: Server;
  caller: Caller;
  concertId: string;
  performanceId: string;
  /** The queue token, for all but joins and admissions. */
  token: string | null;
  seatId: string | null;
  hold: Hold | null;
}

export type Answer =
  | { ticket: QueueTicket }
  | { reservation: ReservationView }
  | { admitted: number }
  | 'ok';

/** Whether the user has what the call needs. */
export function isPossible({ act, token, seatId, hold }: Call): boolean {
  if (act.do === 'join' || act.do === 'admit') return true;
  if (act.do === 'hold' && seatId === null) return false;
  if ((act.do === 'release' || act.do === 'pay') && hold === null) return false;
  return token !== null;
}

/** Makes the call as the shell does. Polls and visits claim a pass, as every call there does. */
export async function make(call: Call): Promise<Answer> {
  const { act, server, caller, concertId } = call;
  const { services, ctx } = server;
  if (act.do === 'admit') return { admitted: await admit(ctx, concertId) };
  if (act.do === 'join') return { ticket: await services.queue.join(caller, { concertId }) };
  const guest = guestOf(server, caller, call.token ?? '');
  const reservationId = call.hold?.reservationId ?? '';
  switch (act.do) {
    case 'poll':
      await services.queue.claim(guest.claims);
      return { ticket: await services.queue.status(guest.claims) };
    case 'visit':
      await services.queue.claim(guest.claims);
      await services.concert.dates({ guest }, concertId);
      return 'ok';
    case 'leave':
      await services.queue.leave(guest.claims);
      return 'ok';
    case 'hold': {
      const wanted = { performanceId: call.performanceId, seatIds: [call.seatId ?? ''] };
      return { reservation: await services.reservation.hold(guest, wanted) };
    }
    case 'release':
      await services.reservation.release(caller, reservationId);
      return 'ok';
    case 'pay':
      await services.payment.pay(guest, { reservationId, topUp: true });
      return 'ok';
  }
}

/** What is compared: all that a ticket promises, the refusal with its position, or a count. */
export function gist(outcome: Answer | Refused): unknown {
  if (outcome === 'ok' || 'code' in outcome) return outcome;
  if ('ticket' in outcome) return gistOf(outcome.ticket);
  if ('reservation' in outcome) return outcome.reservation.holdExpiresAt.getTime();
  return outcome;
}

export const gistOf = (ticket: QueueTicket) => ({
  status: ticket.status,
  position: ticket.position,
  joinedAt: ticket.joinedAt.getTime(),
  admittedAt: ticket.admittedAt?.getTime() ?? null,
  activeUntil: ticket.activeUntil?.getTime() ?? null,
});
