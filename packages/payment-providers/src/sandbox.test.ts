import { describe, expect, test } from 'vitest';
import { SANDBOX_DECLINED_AMOUNT, sandboxProvider } from './sandbox.ts';

const topUpId = '0190a000-0000-7000-8000-000000000001';
const signal = AbortSignal.timeout(60_000);
const begin = (amount: number) =>
  sandboxProvider.begin(
    { topUpId, userId: topUpId, amount, currency: 'KRW', returnUrl: null, openUntil: new Date() },
    signal,
  );

describe('the sandbox', () => {
  test('pays at once, and finds the payment again without storage', async () => {
    const payment = await begin(5000);
    expect(payment).toMatchObject({ status: 'PAID', paid: { amount: 5000, currency: 'KRW' } });
    expect(await begin(5000)).toEqual(payment);
    expect(await sandboxProvider.find(payment.reference, signal)).toEqual(payment);
    expect(await sandboxProvider.expire(payment.reference, signal)).toEqual(payment);
    expect(await sandboxProvider.findByPayment(`${payment.paymentReference}`, signal)).toEqual({
      topUpId,
      payment,
    });
  });

  test('declines one amount', async () => {
    const payment = await begin(SANDBOX_DECLINED_AMOUNT);
    expect(payment).toMatchObject({ status: 'DECLINED', paid: null });
    expect(await sandboxProvider.find(payment.reference, signal)).toEqual(payment);
  });

  test('refunds its own payments only, and reads no message', async () => {
    const { paymentReference } = await begin(5000);
    const money = { amount: 5000, currency: 'KRW', key: 'refund' };
    await sandboxProvider.refund({ ...money, paymentReference: `${paymentReference}` }, signal);
    const other = sandboxProvider.refund({ ...money, paymentReference: 'pi_1' }, signal);
    await expect(other).rejects.toMatchObject({ name: 'ProviderRefusal', reason: 'rejected' });
    await expect(sandboxProvider.find('sandbox_1_5_KRW', signal)).rejects.toThrow(
      'no such payment',
    );
    expect(await sandboxProvider.findByPayment('pi_1', signal)).toBeNull();
    expect(sandboxProvider.readMessage(Buffer.from('{}'), {})).toBeNull();
  });
});
