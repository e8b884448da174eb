import type { ErrorDetails } from '@frontrow/contract/error-codes';
import type { Journal } from '../journal.ts';
import type { Person } from '../person.ts';
import type { Stage } from '../stage.ts';
import { money } from '../words.ts';

const CHARGED = 100_000;

export async function charge({ mina, yuna }: Stage, journal: Journal): Promise<void> {
  const charges = (person: Person, amount: number | null) => () =>
    person.api.balance.charge.mutate({ amount: amount as number });

  await journal.answered(
    'Mina charges 100,000',
    charges(mina, CHARGED),
    ({ amount, currency }) => ({ ok: amount === CHARGED, words: `now ${money(amount, currency)}` }),
  );
  await journal.refused('Yuna charges 100,000', charges(yuna, CHARGED), { code: 'USER_NOT_FOUND' });
  await journal.refused('Mina charges -5,000', charges(mina, -5_000), invalid);
  await journal.refused('Mina charges null', charges(mina, null), invalid);
  await journal.answered(
    'Mina asks for her balance',
    () => mina.api.balance.get.query(),
    ({ amount, currency }) => ({
      ok: amount === CHARGED,
      words: `still ${money(amount, currency)}`,
    }),
  );
}

const invalid = {
  code: 'INVALID_AMOUNT' as const,
  judge: ({ issues }: ErrorDetails<'INVALID_AMOUNT'>) => ({
    ok: issues.length > 0,
    words: issues.map(({ path, message }) => `${path.join('.')} ${message}`).join(', '),
  }),
};
