import { expect, test } from 'vitest';
import { choosingUntil } from './choosing-until.ts';

const at = (minute: number) => new Date(Date.UTC(2030, 0, 1, 20, minute));

test.each([
  ['without a hold, as the ticket says', 12, null, 12],
  ['with a hold that ends before', 12, 8, 12],
  ['with a hold that ends later, as without it', 14, 14, 10],
] as const)('%s', (_, activeUntil, holdEnd, expected) => {
  const ticket = { admittedAt: at(0), activeUntil: at(activeUntil) };
  const holdExpiresAt = holdEnd === null ? null : at(holdEnd);
  expect(choosingUntil(ticket, { activeSeconds: 600, holdExpiresAt })).toEqual(at(expected));
});
