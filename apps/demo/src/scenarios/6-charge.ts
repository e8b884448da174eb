import type { ErrorDetails } from '@frontrow/contract/error-codes';
import { apiErrorOf } from '../api-error.ts';
import type { DemoUser } from '../demo-user.ts';
import type { DemoFixture } from '../fixture.ts';
import { money } from '../format.ts';
import type { Report } from '../report.ts';

const CHARGED = 100_000;

export async function charge({ mina, sora, yuna }: DemoFixture, report: Report): Promise<void> {
  const chargeAs = (user: DemoUser, amount: number | null) => () =>
    user.api.balance.charge.mutate({ amount: amount as number });

  await report.expectAnswer(
    'Mina charges 100,000',
    chargeAs(mina, CHARGED),
    ({ amount, currency }) => ({ ok: amount === CHARGED, text: `now ${money(amount, currency)}` }),
  );
  await report.expectError('Yuna charges 100,000', chargeAs(yuna, CHARGED), {
    code: 'USER_NOT_FOUND',
  });
  await report.expectError('Mina charges -5,000', chargeAs(mina, -5_000), invalidAmount);
  await report.expectError('Mina charges null', chargeAs(mina, null), invalidAmount);
  await report.expectAnswer(
    'Mina asks for her balance',
    () => mina.api.balance.get.query(),
    ({ amount, currency }) => ({
      ok: amount === CHARGED,
      text: `still ${money(amount, currency)}`,
    }),
  );
  await report.expectAnswer(
    'Sora tops up through the payment provider',
    () => startTopUp(sora),
    (topUp) =>
      topUp
        ? { ok: topUp.status === 'CREDITED', text: `${topUp.status}: ${topUp.id}` }
        : { ok: true, text: 'this server has none: it credits every charge (TOPUP=open)' },
  );
}

/** Null where charges go through no payment provider. */
const startTopUp = ({ api }: DemoUser) =>
  api.balance.startTopUp.mutate({ amount: 30_000 }).catch((error: unknown) => {
    if (apiErrorOf(error)?.code === 'TOPUP_UNAVAILABLE') return null;
    throw error;
  });

const invalidAmount = {
  code: 'INVALID_AMOUNT' as const,
  check: ({ issues }: ErrorDetails<'INVALID_AMOUNT'>) => ({
    ok: issues.length > 0,
    text: issues.map(({ path, message }) => `${path.join('.')} ${message}`).join(', '),
  }),
};
