import type { InLineApi, Payment } from '../api.ts';
import { type WaitForTopUpOptions, waitForTopUp } from '../top-up/wait-for-top-up.ts';
import { linkedSignal } from '../transport/abort.ts';
import type { PayOptions, ResumedPayment } from './session.ts';
import type { SessionPass } from './session-pass.ts';
import type { WaitingPayments } from './waiting-payments.ts';

interface Parts {
  api: InLineApi;
  pass: SessionPass;
  waiting: WaitingPayments;
  pay(reservationId: string, options: PayOptions): Promise<Payment>;
  /** Reads until when a hold lasts now. */
  refresh(reservationId: string): Promise<unknown>;
}

/** Waits for a top-up and carries on the payment that began it, with the input that it was begun with. */
export async function resumePayment(
  { api, pass, waiting, pay, refresh }: Parts,
  topUpId: string,
  { signal, onChange }: WaitForTopUpOptions,
): Promise<ResumedPayment> {
  const wait = linkedSignal(signal);
  const removeListener = pass.onEnd(() => wait.abort(PASS_ENDED));
  let hasPassEnded = false;
  const topUp = await waitForTopUp(api, topUpId, { signal: wait.signal, onChange })
    .catch((error: unknown) => {
      if (error !== PASS_ENDED) throw error;
      hasPassEnded = true;
      return api.balance.topUp.query({ topUpId }, { signal });
    })
    .finally(() => {
      removeListener();
      wait.release();
    });
  const { reservationId, status } = topUp;
  if (reservationId === null) return { topUp, payment: null };
  // After the end of the pass the payment is found, if another tab made it, or refused.
  if (status === 'CREDITED' || hasPassEnded) {
    const { idempotencyKey, returnUrl } = (await waiting.find(reservationId)) ?? {};
    const options = { topUp: true, idempotencyKey, returnUrl, signal };
    return { topUp, payment: await pay(reservationId, options) };
  }
  // The hold has lost the time that it got for the top-up.
  await refresh(reservationId);
  return { topUp, payment: null };
}

const PASS_ENDED = new Error('the pass has ended');
