import type { QueueEntry } from '../queue/queue-entry.ts';

/** How a payment was begun that waits for a top-up. The same input makes the repeat the same payment. */
export interface WaitingPayment {
  topUpId: string;
  idempotencyKey?: string | undefined;
  returnUrl?: string | undefined;
}

/**
 * The payments of a session that wait for a top-up, by reservation. They are stored beside the queue token, since
 * the page is left for the payment provider.
 */
export interface WaitingPayments {
  /** Settles once it is stored: the page may be left at once. */
  remember(reservationId: string, payment: WaitingPayment): Promise<unknown>;
  find(reservationId: string): Promise<WaitingPayment | null>;
  forget(reservationId: string): void;
}

export function createWaitingPayments(entry: QueueEntry): WaitingPayments {
  const { storage } = entry;
  const keyOf = (reservationId: string) => `${entry.key}:${reservationId}`;
  return {
    remember: (reservationId, payment) =>
      storage.set(keyOf(reservationId), JSON.stringify(payment)),
    find: async (reservationId) => read(await storage.get(keyOf(reservationId))),
    forget: (reservationId) => void storage.remove(keyOf(reservationId)),
  };
}

function read(text: string | null): WaitingPayment | null {
  try {
    return JSON.parse(text ?? 'null');
  } catch {
    return null;
  }
}
