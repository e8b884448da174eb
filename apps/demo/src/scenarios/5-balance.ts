import type { Journal } from '../journal.ts';
import type { Stage } from '../stage.ts';
import { money } from '../words.ts';

export async function balance({ mina, yuna }: Stage, journal: Journal): Promise<void> {
  await journal.answered(
    'Mina asks for her balance',
    () => mina.api.balance.get.query(),
    ({ amount, currency }) => ({ ok: amount === 0, words: money(amount, currency) }),
  );
  await journal.refused('Yuna asks for hers', () => yuna.api.balance.get.query(), {
    code: 'USER_NOT_FOUND',
  });
}
