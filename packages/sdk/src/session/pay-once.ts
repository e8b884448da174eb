import type { InLineApi, Payment } from '../api.ts';
import { isFrontrowError } from '../transport/errors.ts';

interface PayRequest {
  reservationId: string;
  topUp?: boolean | undefined;
  returnUrl?: string | undefined;
  /** Default: derived from the reservation. */
  idempotencyKey?: string | undefined;
  signal?: AbortSignal | undefined;
}

/**
 * Refusals of a payment that may already have been made: the first one's answer was lost, and it used the
 * pass up. It may have had another `returnUrl`, so that the key of the reservation is that of another input.
 */
const MAY_BE_PAID = ['ALREADY_PAID', 'QUEUE_TOKEN_EXPIRED', 'IDEMPOTENCY_KEY_REUSED'];

/** Pays for a hold, or returns the payment if the hold is already paid. */
export async function payOnce(
  api: InLineApi,
  { reservationId, topUp, returnUrl, signal, ...given }: PayRequest,
): Promise<Payment> {
  // The key is derived from the reservation, so a reload or a second click cannot make a second payment.
  const derivedKey = topUp ? `${reservationId}:topUp` : reservationId;
  const idempotencyKey = given.idempotencyKey ?? derivedKey;
  const input = {
    ...{ reservationId, idempotencyKey },
    ...(topUp === undefined ? {} : { topUp }),
    ...(returnUrl === undefined ? {} : { returnUrl }),
  };
  try {
    return await api.payment.pay.mutate(input, { signal });
  } catch (error) {
    if (!isFrontrowError(error) || !MAY_BE_PAID.includes(error.errorCode)) throw error;
    const { status, paymentId } = await api.reservation.get.query({ reservationId }, { signal });
    if (status !== 'PAID' || paymentId === null) throw error;
    return api.payment.get.query({ paymentId }, { signal });
  }
}
