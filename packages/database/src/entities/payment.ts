import { PAYMENT_STATUSES, TICKET_STATES } from '@frontrow/contract/payment';
import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import { Concert, Performance, Seat } from './concert.ts';
import { Reservation } from './reservation.ts';
import { User } from './user.ts';

export const Payment = defineEntity({
  name: 'Payment',
  tableName: 'payment',
  properties: {
    id: p.uuid().primary(),
    reservation: () => p.manyToOne(Reservation).mapToPk(),
    user: () => p.manyToOne(User).mapToPk().index(),
    concert: () => p.manyToOne(Concert).mapToPk(),
    performance: () => p.manyToOne(Performance).mapToPk().index(),
    amount: p.bigint('number'),
    balanceAfter: p.bigint('number'),
    status: p.enum(PAYMENT_STATUSES).default('PAID'),
    paidAt: p.datetime().columnType('timestamptz'),
    refundedAt: p.datetime().columnType('timestamptz').nullable(),
    refundReason: p.string().length(500).nullable(),
  },
  indexes: [
    {
      name: 'payment_paid',
      expression: 'create index payment_paid on payment (concert_id, paid_at) include (amount)',
    },
    {
      name: 'payment_refunded',
      expression:
        "create index payment_refunded on payment (concert_id, refunded_at) where status = 'REFUNDED'",
    },
  ],
  uniques: [{ name: 'payment_one_a_reservation', properties: ['reservation'] }],
  checks: [
    { name: 'payment_amount_not_negative', expression: 'amount >= 0 and balance_after >= 0' },
    {
      name: 'payment_refunded_says_when',
      expression: "(status = 'REFUNDED') = (refunded_at is not null)",
    },
  ],
});
export type Payment = InferEntity<typeof Payment>;

export const Ticket = defineEntity({
  name: 'Ticket',
  tableName: 'ticket',
  properties: {
    id: p.uuid().primary(),
    payment: () => p.manyToOne(Payment).mapToPk(),
    seat: () => p.manyToOne(Seat).mapToPk(),
    performance: () => p.manyToOne(Performance).mapToPk().index(),
    label: p.string().length(420),
    status: p.enum(TICKET_STATES).default('VALID'),
    redeemedAt: p.datetime().columnType('timestamptz').nullable(),
    /** The user whose bearer token redeemed it; null also for those redeemed before this was kept. */
    redeemedBy: p.uuid().nullable(),
  },
  uniques: [{ properties: ['payment', 'seat'] }],
  checks: [
    {
      name: 'ticket_redeemed_says_when',
      expression: "status <> 'REDEEMED' or redeemed_at is not null",
    },
  ],
});
export type Ticket = InferEntity<typeof Ticket>;
