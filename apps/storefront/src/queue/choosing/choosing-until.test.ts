import { expect, test } from 'vitest';
import { choosingUntil } from './choosing-until.ts';

const at = (minute: number) => new Date(Date.UTC(2030, 0, 1, 20, minute));

test.each([
  { name: 'without a hold, as the ticket says', activeUntil: 12, holdEnd: null, expected: 12 },
  { name: 'with a hold that ends before', activeUntil: 12, holdEnd: 8, expected: 12 },
  {
    ...{ name: 'with a hold that ends later, as without it' },
    ...{ activeUntil: 14, holdEnd: 14, expected: 10 },
  },
])('$name', ({ activeUntil, holdEnd, expected }) => {
  const ticket = { admittedAt: at(0), activeUntil: at(activeUntil) };
  const holdExpiresAt = holdEnd === null ? null : at(holdEnd);
  expect(choosingUntil(ticket, { activeSeconds: 600, holdExpiresAt })).toEqual(at(expected));
});
