import { describe, expect, test } from 'vitest';
import { readSession, type SessionLike } from './session.ts';

const PAGE = 'https://checkout.stripe.com/c/pay/cs_1';
const MONEY = { amount_total: 5000, currency: 'krw' };

const session = (fields: object) =>
  ({
    id: 'cs_1',
    object: 'checkout.session',
    url: null,
    payment_intent: null,
    ...fields,
  }) as SessionLike;
const intent = (status: string) => ({ payment_intent: { id: 'pi_1', status } });

describe('a session of Checkout', () => {
  // Status, status of the payment, and status of the payment intent where the answer contains it.
  test.each([
    [['open', 'unpaid', null], 'OPEN'],
    [['open', 'no_payment_required', null], 'OPEN'],
    [['complete', 'paid', null], 'PAID'],
    [['complete', 'paid', 'succeeded'], 'PAID'],
    [['complete', 'unpaid', null], 'PROCESSING'],
    [['complete', 'unpaid', 'processing'], 'PROCESSING'],
    [['complete', 'unpaid', 'requires_action'], 'PROCESSING'],
    // The session is told to be paid a moment later.
    [['complete', 'unpaid', 'succeeded'], 'PROCESSING'],
    [['complete', 'unpaid', 'requires_payment_method'], 'DECLINED'],
    [['complete', 'unpaid', 'canceled'], 'DECLINED'],
    [['complete', 'no_payment_required', null], 'DECLINED'],
    [['expired', 'unpaid', null], 'EXPIRED'],
    // An open session has an intent that waits for a payment method, which is no failure.
    [['open', 'unpaid', 'requires_payment_method'], 'OPEN'],
  ])('that is %j is %s', ([status, paymentStatus, intentStatus], expected) => {
    const read = readSession(
      session({
        status,
        payment_status: paymentStatus,
        ...MONEY,
        ...(intentStatus && intent(intentStatus)),
      }),
    );
    expect(read).toMatchObject({
      reference: 'cs_1',
      status: expected,
      paymentReference: intentStatus ? 'pi_1' : null,
      paid: expected === 'PAID' ? { amount: 5000, currency: 'KRW' } : null,
    });
  });

  test('has a page while it is open, and never after', () => {
    const open = session({ status: 'open', payment_status: 'unpaid', url: PAGE });
    expect(readSession(open)?.redirectUrl).toBe(PAGE);
    const paid = session({ status: 'complete', payment_status: 'paid', url: PAGE, ...MONEY });
    expect(readSession(paid)?.redirectUrl).toBeNull();
  });

  test('names its payment by an id, or by the whole intent', () => {
    const fields = { status: 'complete', payment_status: 'unpaid' };
    expect(readSession(session({ ...fields, payment_intent: 'pi_2' }))?.paymentReference).toBe(
      'pi_2',
    );
    expect(readSession(session({ ...fields, ...intent('processing') }))?.paymentReference).toBe(
      'pi_1',
    );
  });

  test.each([
    ['is something else', session({ object: 'refund', status: 'open' })],
    ['has no id', session({ id: undefined, status: 'open' })],
    ['has a state that is not known', session({ status: 'paused', payment_status: 'unpaid' })],
    ['has no state', session({})],
    ['is paid with an unknown amount', session({ status: 'complete', payment_status: 'paid' })],
  ])('that %s is not guessed at', (_name, unusable) => {
    expect(readSession(unusable)).toBeNull();
  });
});
