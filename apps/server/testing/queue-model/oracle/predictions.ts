import type { gistOf } from '../run/calls.ts';
import type { Refused } from '../run/servers.ts';
import type { Act } from '../run/steps.ts';
import type { Hold, Place } from './entry.ts';
import type { QueueModel } from './queue.ts';

const refused = (code: string, position: number | null = null): Refused => ({ code, position });

/** What a user ought to be told of a place. */
export function ticketOf(
  model: QueueModel,
  place: Place,
  now: number,
): ReturnType<typeof gistOf> | Refused {
  const stage = place.stage(now);
  if (stage === 'ENDED') return refused('QUEUE_TOKEN_EXPIRED');
  const { joinedAt, pass } = place;
  return {
    status: stage,
    position: stage === 'WAITING' ? model.position(place, now) : null,
    joinedAt,
    admittedAt: pass?.admittedAt ?? null,
    activeUntil: pass && Math.max(pass.deadline, pass.endsAt),
  };
}

export interface Predicted {
  act: Act;
  place: Place;
  now: number;
  /** Of a release or payment, and the one that a hold is to become. */
  hold: Hold | null;
}

/** What a call with a queue token ought to come to; the model is moved on by it. */
export function predict(model: QueueModel, { act, place, now, hold }: Predicted): unknown {
  switch (act.do) {
    case 'poll':
      place.claim(now);
      return ticketOf(model, place, now);
    case 'visit':
      place.claim(now);
      return refusalOf(model, place, now) ?? 'ok';
    case 'leave': {
      const refusal = place.leave(now);
      return refusal ? refused(refusal) : 'ok';
    }
    case 'hold': {
      if (!hold) throw new Error('nothing to hold');
      const refusal = refusalOf(model, place, now);
      if (refusal) return refusal;
      const code = place.hold(now, hold);
      return code ? refused(code) : hold.expiresAt;
    }
    case 'release': {
      const code = hold && place.release(now, hold);
      return code ? refused(code) : 'ok';
    }
    case 'pay': {
      const refusal = refusalOf(model, place, now);
      if (refusal) return refusal;
      const code = hold && place.pay(now, hold);
      return code ? refused(code) : 'ok';
    }
    default:
      throw new Error(`${act.do} needs no token`);
  }
}

function refusalOf(model: QueueModel, place: Place, now: number): Refused | null {
  const code = place.refusal(now);
  if (code === null) return null;
  const waits = place.stage(now) === 'WAITING';
  return refused(code, waits ? model.position(place, now) : null);
}
