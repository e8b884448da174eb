import type { ErrorDetails } from '@frontrow/contract/error-codes';
import type { DemoUser } from '../demo-user.ts';
import type { DemoFixture } from '../fixture.ts';
import { money } from '../format.ts';
import type { Report } from '../report.ts';

const CHARGED = 100_000;

export async function charge({ mina, yuna }: DemoFixture, report: Report): Promise<void> {
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
}

const invalidAmount = {
  code: 'INVALID_AMOUNT' as const,
  check: ({ issues }: ErrorDetails<'INVALID_AMOUNT'>) => ({
    ok: issues.length > 0,
    text: issues.map(({ path, message }) => `${path.join('.')} ${message}`).join(', '),
  }),
};
