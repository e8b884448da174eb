import type { QueueTicket } from '../api.ts';
import { createFakeChanges } from './fake-changes.ts';
import type { FakeClock } from './fake-clock.ts';

/** How long a pass of a fake ticket lasts. */
const ACTIVE_SECONDS = 600;

/** The queue of a fake API: one entry, whose ticket the test sets. */
export interface FakeQueue {
  /** The ticket as it stands. */
  ticket(): QueueTicket;
  set(fields: Partial<QueueTicket>): QueueTicket;
  /** Begins another entry, with another token, at the end of the queue. */
  renew(): void;
  /** The ticket at once and whenever it is set. Looks again, with `check`, when the pass is due to end. */
  watch(signal: AbortSignal | undefined, check: () => void): AsyncGenerator<QueueTicket>;
  /** Makes every watch look again. */
  wake(): void;
}

export function createFakeQueue(clock: FakeClock): FakeQueue {
  const { wake, wait } = createFakeChanges();
  let current: QueueTicket | undefined;
  let entries = 1;
  const ticket = () => {
    current ??= ticketOf({ token: `fake-queue-token-${entries}` }, { now: clock.now() });
    return current;
  };
  return {
    ticket,
    wake,
    set(fields) {
      current = ticketOf(fields, { now: clock.now(), before: ticket() });
      wake();
      return current;
    },
    renew() {
      entries++;
      current = undefined;
    },
    async *watch(signal, check) {
      let shown: QueueTicket | undefined;
      while (!signal?.aborted) {
        check();
        const next = ticket();
        if (next !== shown) yield next;
        shown = next;
        if (next === ticket()) await wait(remaining(next), signal);
      }
    },
  };

  function remaining({ activeUntil }: QueueTicket): number | undefined {
    return activeUntil ? Math.max(0, activeUntil.getTime() - clock.now().getTime()) : undefined;
  }
}

/** A ticket with the fields of the one before, the given ones, and what follows from its status. */
function ticketOf(
  fields: Partial<QueueTicket>,
  { now, before }: { now: Date; before?: QueueTicket | undefined },
): QueueTicket {
  const status = fields.status ?? before?.status ?? 'WAITING';
  const isActive = status === 'ACTIVE';
  const isWaiting = status === 'WAITING';
  const defaults = {
    token: '',
    concertId: '00000000-0000-7000-8000-000000000001',
    pollAfterSeconds: 5,
    joinedAt: now,
    entrant: null,
    availability: 'PLENTY',
    opensAt: null,
    claimSeconds: 60,
    waiting: null,
    paused: false,
    message: null,
  } as const;
  const byStatus = {
    status,
    position: isWaiting ? (before?.position ?? 1) : null,
    estimatedWaitSeconds: isWaiting ? (before?.estimatedWaitSeconds ?? null) : null,
    estimatedWaitRange: null,
    admittedAt: isActive ? (before?.admittedAt ?? now) : null,
    activeUntil: isActive ? (before?.activeUntil ?? inSeconds(now, ACTIVE_SECONDS)) : null,
  };
  return { ...defaults, ...before, ...byStatus, ...fields };
}

const inSeconds = (time: Date, seconds: number): Date => new Date(time.getTime() + seconds * 1_000);
