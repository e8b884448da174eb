import type { CallStep } from '../run/steps.ts';
import type { ModelEntry, ModelHold } from './entry.ts';
import type { QueueModel } from './queue.ts';

/** A refusal of the contract: its code, and the position if its details have one. */
export interface Refusal {
  code: string;
  position: number | null;
}

/** The part of a ticket that the model predicts. Times are milliseconds since 1970. */
export interface ComparableTicket {
  status: 'PREQUEUE' | 'WAITING' | 'ACTIVE';
  position: number | null;
  joinedAt: number;
  admittedAt: number | null;
  activeUntil: number | null;
}

const refusalWith = (code: string, position: number | null = null): Refusal => ({ code, position });

/** The expected ticket of an entry. */
export function expectedTicket(
  model: QueueModel,
  entry: ModelEntry,
  now: number,
): ComparableTicket | Refusal {
  const stage = entry.stage(now);
  if (stage === 'ENDED') return refusalWith('QUEUE_TOKEN_EXPIRED');
  if (stage !== 'ACTIVE' && model.isSaleClosed(now)) return refusalWith('QUEUE_CLOSED');
  const { joinedAt, pass } = entry;
  return {
    status: stage,
    position: stage === 'WAITING' ? model.positionOf(entry, now) : null,
    joinedAt,
    admittedAt: pass?.admittedAt ?? null,
    activeUntil: pass && Math.max(pass.holdUntil, pass.expiresAt),
  };
}

export interface CallToPredict {
  name: CallStep['do'];
  entry: ModelEntry;
  now: number;
  /** The hold that the call makes, releases or pays. */
  hold: ModelHold | null;
  /** The hold of the user that a swap replaces. */
  replaced: ModelHold | null;
}

/**
 * Changes the model as the call should, and returns the expected outcome in the form that
 * `comparable` gives to the outcome of a server. Joins and admissions need no queue token: see
 * `run/perform-step.ts`.
 */
export function predict(
  model: QueueModel,
  { name, entry, now, hold, replaced }: CallToPredict,
): unknown {
  switch (name) {
    case 'poll':
      entry.claim(now);
      return expectedTicket(model, entry, now);
    case 'readDates':
      entry.claim(now);
      return refusalWithoutPass(model, entry, now) ?? refusalOfDates(model, now) ?? 'ok';
    case 'leave': {
      const stage = entry.stage(now);
      const waits = stage === 'PREQUEUE' || stage === 'WAITING';
      if (waits && model.isSaleClosed(now)) return refusalWith('QUEUE_CLOSED');
      const code = entry.leave(now);
      return code ? refusalWith(code) : 'ok';
    }
    case 'hold': {
      if (!hold) throw new Error('a hold needs a seat');
      const refusal = refusalToHold(model, entry, now);
      if (refusal) return refusal;
      const code = entry.hold(now, hold);
      return code ? refusalWith(code) : hold.expiresAt;
    }
    case 'swap': {
      if (!hold || !replaced) throw new Error('a swap needs a seat and a hold');
      const refusal = refusalToHold(model, entry, now);
      if (refusal) return refusal;
      const code = entry.swap(now, hold, replaced);
      return code ? refusalWith(code) : hold.expiresAt;
    }
    case 'release': {
      const code = hold && entry.release(now, hold);
      return code ? refusalWith(code) : 'ok';
    }
    case 'pay': {
      const refusal = refusalWithoutPass(model, entry, now);
      if (refusal) return refusal;
      const code = hold && entry.pay(now, hold);
      return code ? refusalWith(code) : 'ok';
    }
    default:
      throw new Error(`${name} is not a call with a queue token`);
  }
}

function refusalWithoutPass(model: QueueModel, entry: ModelEntry, now: number): Refusal | null {
  const code = entry.refusalWithoutPass(now);
  if (code === null) return null;
  const waits = entry.stage(now) === 'WAITING';
  if (code === 'QUEUE_WAITING' && model.isSaleClosed(now)) return refusalWith('QUEUE_CLOSED');
  return refusalWith(code, waits ? model.positionOf(entry, now) : null);
}

/** A swap counts as a hold. Past the deadline of the pass that refusal comes first. */
function refusalToHold(model: QueueModel, entry: ModelEntry, now: number): Refusal | null {
  const refusal = refusalWithoutPass(model, entry, now);
  if (refusal) return refusal;
  const mayHold = entry.pass && entry.pass.holdUntil > now;
  return mayHold ? refusalOfDates(model, now) : null;
}

const refusalOfDates = (model: QueueModel, now: number): Refusal | null =>
  model.isSaleClosed(now) ? refusalWith('NO_DATES_AVAILABLE') : null;
