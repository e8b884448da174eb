import type { QueueTicket } from '@frontrow/contract/queue';
import type { ReservationView } from '@frontrow/contract/reservation';
import type { Caller } from '@frontrow/domain/kernel/context';
import { holderOf, poll } from '@frontrow/domain/testing/token-holder';
import { admitAll } from '@frontrow/domain/testing/world';
import type { ModelHold } from '../model/entry.ts';
import type { CallStep } from '../run/steps.ts';
import { type ModelServer, withToken } from './servers.ts';

/** A call with everything that it is made with. `run/choose-call.ts` makes it from a step. */
export interface Call {
  name: CallStep['do'];
  /** The index of the user. */
  user: number;
  server: ModelServer;
  caller: Caller;
  concertId: string;
  performanceId: string;
  /** The queue token; null if the user never joined. Joins and admissions do not use it. */
  token: string | null;
  /** The seat to hold, or to swap a hold for. */
  seatId: string | null;
  /** The hold to release, to pay or to swap. */
  hold: ModelHold | null;
}

export type Answer =
  | { ticket: QueueTicket }
  | { reservation: ReservationView }
  | { admitted: number }
  | 'ok';

/** True if the user has what the call needs. */
export function canPerform({ name, token, seatId, hold }: Call): boolean {
  if (name === 'join' || name === 'admit') return true;
  if ((name === 'hold' || name === 'swap') && seatId === null) return false;
  if ((name === 'release' || name === 'pay' || name === 'swap') && hold === null) return false;
  return token !== null;
}

/** Calls the services as the API does. The API claims the pass before a poll and before a read. */
export async function performCall(call: Call): Promise<Answer> {
  const { name, server, caller, concertId } = call;
  const { services, ctx } = server;
  if (name === 'admit') return { admitted: await admitAll(ctx, concertId) };
  if (name === 'join') return { ticket: await services.queue.join(caller, { concertId }) };
  const guest = withToken(server, caller, call.token ?? '');
  const reservationId = call.hold?.reservationId ?? '';
  switch (name) {
    case 'poll':
      await services.queue.claim(guest.claims);
      return { ticket: await poll(services, guest.claims) };
    case 'readDates':
      await services.queue.claim(guest.claims);
      await services.concert.dates(holderOf(guest), concertId);
      return 'ok';
    case 'leave':
      await services.queue.leave(guest.claims);
      return 'ok';
    case 'hold':
    case 'swap': {
      const input = { performanceId: call.performanceId, seatIds: [call.seatId ?? ''] };
      const replaces = name === 'swap' ? reservationId : undefined;
      return { reservation: await services.reservation.hold(guest, { ...input, replaces }) };
    }
    case 'release':
      await services.reservation.release(caller, reservationId);
      return 'ok';
    case 'pay':
      await services.payment.pay(guest, { reservationId, topUp: true });
      return 'ok';
  }
}
