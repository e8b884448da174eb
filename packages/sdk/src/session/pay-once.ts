import type { InLineApi, Payment } from '../api.ts';
import { isFrontrowError } from '../transport/errors.ts';

interface Asked {
  reservationId: string;
  topUp?: boolean | undefined;
  signal?: AbortSignal | undefined;
}

/** What a payment is refused with after one whose answer was lost: the pass is used up by then. */
const PAID_PERHAPS = ['ALREADY_PAID', 'QUEUE_TOKEN_EXPIRED'];

/** Pays for a hold; where that is paid already, gives that payment. */
export async function payOnce(
  api: InLineApi,
  { reservationId, topUp, signal }: Asked,
): Promise<Payment> {
  // The key follows from the hold, so that no reload and no second click can make another payment.
  const idempotencyKey = topUp ? `${reservationId}:topUp` : reservationId;
  const input = { reservationId, idempotencyKey, ...(topUp === undefined ? {} : { topUp }) };
  try {
    return await api.payment.pay.mutate(input, { signal });
  } catch (error) {
    if (!isFrontrowError(error) || !PAID_PERHAPS.includes(error.errorCode)) throw error;
    const { status, paymentId } = await api.reservation.get.query({ reservationId }, { signal });
    if (status !== 'PAID' || paymentId === null) throw error;
    return api.payment.get.query({ paymentId }, { signal });
  }
}
