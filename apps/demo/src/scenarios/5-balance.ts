import type { DemoFixture } from '../fixture.ts';
import { money } from '../format.ts';
import type { Report } from '../report.ts';

export async function balance({ mina, yuna }: DemoFixture, report: Report): Promise<void> {
  await report.expectAnswer(
    'Mina asks for her balance',
    () => mina.api.balance.get.query(),
    ({ amount, currency }) => ({ ok: amount === 0, text: money(amount, currency) }),
  );
  await report.expectError('Yuna asks for hers', () => yuna.api.balance.get.query(), {
    code: 'USER_NOT_FOUND',
  });
}
