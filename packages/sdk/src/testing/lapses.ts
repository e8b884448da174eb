import { refusalWith } from './refusal.ts';
import type { FakeCall } from './script.ts';

type End = 'EXPIRED' | 'PAID' | 'LEFT';
/** What answers have that are about time. */
interface Dated {
  id?: string;
  status?: string;
  holdExpiresAt?: Date;
  reservationId?: string;
  token?: string;
  admittedAt?: Date | null;
  activeUntil?: Date | null;
  items?: unknown[];
}

const isObject = (value: unknown): value is Dated => typeof value === 'object' && value !== null;

/** Remembers the passes and holds that were answered, and refuses what came too late for them. */
export interface Lapses {
  /** Throws the refusal of a call whose pass or hold has ended. */
  check(path: string, call: FakeCall, needsToken: boolean): void;
  /** Whether the entry of a queue token has ended. */
  hasEnded(token: string): boolean;
  /** Learns from an answer, and returns it as it reads now: a lapsed hold has the status EXPIRED. */
  see(path: string, call: FakeCall, answer: unknown): unknown;
}

export function createLapses(now: () => Date): Lapses {
  /** When the pass begins and ends, by queue token. */
  const passes = new Map<string, { admittedAt: Date | null; until: Date }>();
  const ended = new Map<string, { reason: End; endedAt: Date }>();
  /** The end of each live hold, by reservation. */
  const holds = new Map<string, Date>();
  const lapsed = (end: Date | undefined) => end !== undefined && end <= now();
  const hasLiveHold = () => [...holds.values()].some((end) => !lapsed(end));

  const hasPassLapsed = (token: string) => lapsed(passes.get(token)?.until);
  const expired = (token: string, reason: End, endedAt: Date | null) => {
    const { admittedAt = null } = passes.get(token) ?? {};
    return refusalWith('QUEUE_TOKEN_EXPIRED', { reason, admittedAt, endedAt });
  };

  const refuseEnded = (path: string, token: string) => {
    const end = ended.get(token);
    // The stored answer of a payment is found before the end of the pass.
    if (end !== undefined && !(end.reason === 'PAID' && path === 'payment.pay')) {
      throw expired(token, end.reason, end.endedAt);
    }
    const mayGoOn = hasLiveHold() && !path.startsWith('reservation.hold');
    if (hasPassLapsed(token) && !mayGoOn) {
      throw expired(token, 'EXPIRED', passes.get(token)?.until ?? null);
    }
  };

  const read = (value: unknown): unknown => {
    if (!isObject(value)) return value;
    const { id, token, status, holdExpiresAt, admittedAt = null, activeUntil, items } = value;
    if (token && activeUntil) passes.set(token, { admittedAt, until: activeUntil });
    if (items) return { ...value, items: items.map(read) };
    if (!id || !holdExpiresAt) return value;
    if (status === 'HELD' && !lapsed(holdExpiresAt)) holds.set(id, holdExpiresAt);
    else holds.delete(id);
    return status === 'HELD' && lapsed(holdExpiresAt) ? { ...value, status: 'EXPIRED' } : value;
  };

  return {
    hasEnded: (token) => ended.has(token) || (hasPassLapsed(token) && !hasLiveHold()),
    check(path, { queueToken, input }, needsToken) {
      if (needsToken && queueToken === null) throw refusalWith('QUEUE_TOKEN_REQUIRED', {});
      if (needsToken && queueToken !== null) refuseEnded(path, queueToken);
      const { reservationId } = isObject(input) ? input : {};
      if (path === 'payment.pay' && lapsed(holds.get(reservationId ?? ''))) {
        throw refusalWith('HOLD_EXPIRED', {});
      }
    },
    see(path, { queueToken, input }, answer) {
      const seen = read(answer);
      const { reservationId = '' } = isObject(input) ? input : {};
      const token = queueToken ?? '';
      if (path === 'queue.join' && isObject(answer)) ended.delete(answer.token ?? '');
      if (path === 'queue.leave') ended.set(token, { reason: 'LEFT', endedAt: now() });
      if (path === 'queue.leave') holds.clear();
      if (path === 'payment.pay') {
        holds.delete(reservationId);
        if (!hasLiveHold()) ended.set(token, { reason: 'PAID', endedAt: now() });
      }
      return seen;
    },
  };
}
