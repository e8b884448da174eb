import type { IncomingMessage } from 'node:http';
import { HEADERS } from '@frontrow/contract/headers';
import { saysAdmitted } from '@frontrow/domain/queue/token/queue-token';

/**
 * What a request asks for, the most urgent first when there is more than the server can do. `pass`: polls and reads
 * with the queue token of a pass.
 */
export const KINDS = [
  ...(['operator', 'payment', 'hold', 'pass'] as const),
  ...(['join', 'poll', 'read', 'large'] as const),
] as const;
export type Kind = (typeof KINDS)[number];

export interface Work {
  kind: Kind;
  /** How many calls it has. */
  calls: number;
}

const PREFIX = '/trpc/';

/**
 * By procedure; all others of `admin` are the operators', and all others read. A map, since an object also has
 * `constructor` and others that a path may name.
 */
const PROCEDURES: ReadonlyMap<string, Kind> = new Map(
  Object.entries({
    'payment.pay': 'payment',
    'balance.charge': 'payment',
    'balance.startTopUp': 'payment',
    'balance.cancelTopUp': 'payment',
    'balance.topUp': 'payment',
    'reservation.hold': 'hold',
    'reservation.holdBest': 'hold',
    'reservation.release': 'hold',
    'queue.leave': 'hold',
    'queue.status': 'poll',
    'queue.join': 'join',
    'session.devSignIn': 'join',
    'concert.seats': 'large',
    'concert.seatMap': 'large',
    'concert.chart': 'large',
  } satisfies Record<string, Kind>),
);

/** What a request to /trpc asks for; null for any other, and for preflights, which cost next to nothing. */
export function workOf(req: IncomingMessage): Work | null {
  const work = workOfPath(req);
  if (work?.kind !== 'poll' && work?.kind !== 'read') return work;
  const token = req.headers[HEADERS.queueToken];
  return typeof token === 'string' && saysAdmitted(token) ? { ...work, kind: 'pass' } : work;
}

function workOfPath({ method, url = '' }: IncomingMessage): Work | null {
  if (!url.startsWith(PREFIX) || method === 'OPTIONS') return null;
  const query = url.indexOf('?');
  const path = url.slice(PREFIX.length, query === -1 ? undefined : query);
  const known = PROCEDURES.get(path);
  if (known) return { kind: known, calls: 1 };
  const names = path.includes('%') ? decoded(path).split(',') : path.split(',');
  // A batch is served as its least urgent call.
  const kinds = names.map(kindOf);
  const least = Math.max(...kinds.map((kind) => KINDS.indexOf(kind)));
  return { kind: KINDS[least] ?? 'read', calls: names.length };
}

const kindOf = (name: string): Kind =>
  PROCEDURES.get(name) ?? (name.startsWith('admin.') ? 'operator' : 'read');

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
