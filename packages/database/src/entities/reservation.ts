import { RESERVATION_STATUSES } from '@frontrow/contract/reservation';
import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import { Concert, Performance, Seat } from './concert.ts';
import { User } from './user.ts';

/** A trigger that refuses to delete what was sold, and what is held: the purge deletes what ended unpaid. */
const keptUnless = (table: string, ended: string) => [
  {
    name: `${table}_keeps_what_was_sold`,
    timing: 'before' as const,
    events: ['delete' as const],
    forEach: 'row' as const,
    body: `if ${ended} then return old; end if; raise exception '${table} keeps what is held or was sold' using errcode = 'restrict_violation';`,
  },
];

export const Reservation = defineEntity({
  name: 'Reservation',
  tableName: 'reservation',
  properties: {
    id: p.uuid().primary(),
    user: () => p.manyToOne(User).mapToPk(),
    concert: () => p.manyToOne(Concert).mapToPk(),
    performance: () => p.manyToOne(Performance).mapToPk().index(),
    /** The pass that the hold was made with. No foreign key, because the purge deletes queue entries. */
    queueEntryId: p.uuid(),
    /** An expired hold stays HELD until the sweep marks it. Readers must compare `holdExpiresAt`. */
    status: p.enum(RESERVATION_STATUSES).default('HELD'),
    amount: p.bigint('number'),
    seatCount: p.integer(),
    heldAt: p.datetime().columnType('timestamptz'),
    holdExpiresAt: p.datetime().columnType('timestamptz'),
    endedAt: p.datetime().columnType('timestamptz').nullable(),
    /** The top-up whose customer was given more time to pay, which a hold gets once. A swap copies it. */
    graceTopUpId: p.uuid().nullable(),
    /** When the hold would end without that time; null once the time cannot be taken back any more. */
    expiresBeforeGrace: p.datetime().columnType('timestamptz').nullable(),
  },
  indexes: [
    { properties: ['user', 'performance'] },
    { properties: ['concert', 'heldAt'] },
    {
      name: 'reservation_released',
      expression:
        "create index reservation_released on reservation (concert_id, ended_at) where status in ('RELEASED', 'EXPIRED')",
    },
    {
      name: 'reservation_in_grace',
      expression:
        "create index reservation_in_grace on reservation (grace_top_up_id) where status = 'HELD' and grace_top_up_id is not null",
    },
    {
      name: 'reservation_due',
      expression:
        "create index reservation_due on reservation (hold_expires_at) where status = 'HELD'",
    },
    {
      name: 'reservation_held_with',
      expression:
        "create index reservation_held_with on reservation (queue_entry_id, hold_expires_at) where status = 'HELD'",
    },
  ],
  checks: [
    { name: 'reservation_has_seats', expression: 'seat_count > 0 and amount >= 0' },
    { name: 'reservation_expires_later', expression: 'hold_expires_at > held_at' },
  ],
  triggers: keptUnless('reservation', "old.status in ('RELEASED', 'EXPIRED')"),
});
export type Reservation = InferEntity<typeof Reservation>;

/** A seat of a reservation, with its label and price at the time of the hold. */
export const ReservationSeat = defineEntity({
  name: 'ReservationSeat',
  tableName: 'reservation_seat',
  properties: {
    reservation: () => p.manyToOne(Reservation).primary().mapToPk(),
    seat: () => p.manyToOne(Seat).primary().mapToPk(),
    label: p.string().length(420),
    price: p.bigint('number'),
    /** True from the payment until a refund. */
    paid: p.boolean().default(false),
  },
  uniques: [
    {
      name: 'reservation_seat_one_paid_owner',
      expression:
        'create unique index reservation_seat_one_paid_owner on reservation_seat (seat_id) where paid',
    },
  ],
  triggers: keptUnless(
    'reservation_seat',
    "not exists (select from reservation r where r.id = old.reservation_id and r.status not in ('RELEASED', 'EXPIRED'))",
  ),
});
export type ReservationSeat = InferEntity<typeof ReservationSeat>;
