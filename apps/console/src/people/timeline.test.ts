import { expect, test } from 'vitest';
import type { Person } from '../client/client.ts';
import { timelineOf } from './timeline.ts';

const time = (minute: number) => new Date(Date.UTC(2026, 11, 5, 12, minute));

test('the story is one list, newest first, and tells nothing twice', () => {
  const person = {
    turns: [
      { id: 't', joinedAt: time(1), admittedAt: time(2), endedAt: time(9), status: 'COMPLETED' },
    ],
    reservations: [
      { id: 'r', status: 'PAID', heldAt: time(3), holdExpiresAt: time(8) },
      { id: 'lost', status: 'EXPIRED', heldAt: time(2), holdExpiresAt: time(7) },
    ],
    payments: [{ id: 'p', paidAt: time(5), refundedAt: time(20) }],
    tickets: [{ ticketId: 'k', redeemedAt: time(15) }],
    topUps: [{ id: 'u', createdAt: time(4), endedAt: time(4) }],
    entries: [
      { id: 'e1', type: 'CHARGE', topUpId: 'u', createdAt: time(4) },
      { id: 'e2', type: 'CHARGE', topUpId: null, createdAt: time(0) },
      { id: 'e3', type: 'PAYMENT', topUpId: null, createdAt: time(5) },
    ],
  } as unknown as Person;
  expect(timelineOf(person).map(({ kind }) => kind)).toEqual([
    ...['REFUNDED', 'REDEEMED', 'TURN_ENDED', 'HOLD_ENDED', 'PAID', 'TOP_UP', 'TOP_UP_ENDED'],
    ...['HELD', 'ADMITTED', 'HELD', 'JOINED', 'CHARGED'],
  ]);
});
