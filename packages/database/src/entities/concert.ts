import { defineEntity, type InferEntity, p } from '@mikro-orm/core';

export const Concert = defineEntity({
  name: 'Concert',
  tableName: 'concert',
  properties: {
    id: p.uuid().primary(),
    title: p.string().length(200),
    artist: p.string().length(200),
    venue: p.string().length(200),
    description: p.text().default(''),
    salesOpenAt: p.datetime().columnType('timestamptz').nullable(),
    salesCloseAt: p.datetime().columnType('timestamptz').nullable(),
    /** The most seats of one performance that a user may have, held and paid together. */
    holdLimit: p.integer().default(4),
    createdAt: p.datetime().columnType('timestamptz').defaultRaw('now()'),
  },
  checks: [
    { name: 'concert_hold_limit_positive', expression: 'hold_limit > 0' },
    {
      name: 'concert_sales_window',
      expression:
        'sales_close_at is null or sales_open_at is null or sales_open_at < sales_close_at',
    },
  ],
});
export type Concert = InferEntity<typeof Concert>;

export const PERFORMANCE_STATUSES = ['SCHEDULED', 'CANCELLED'] as const;

export const Performance = defineEntity({
  name: 'Performance',
  tableName: 'performance',
  properties: {
    id: p.uuid().primary(),
    concert: () => p.manyToOne(Concert).mapToPk(),
    startsAt: p.datetime().columnType('timestamptz'),
    timezone: p.string().length(64),
    status: p.enum(PERFORMANCE_STATUSES).default('SCHEDULED'),
    cancelledAt: p.datetime().columnType('timestamptz').nullable(),
    cancelReason: p.string().length(500).nullable(),
    seatsTotal: p.integer().default(0),
    /** The latest version of the seat map; see `version` of Seat. */
    seatsVersion: p.bigint('number').default(1),
  },
  indexes: [{ properties: ['concert', 'startsAt'] }],
  checks: [
    {
      name: 'performance_cancelled_says_when',
      expression: "(status = 'CANCELLED') = (cancelled_at is not null)",
    },
  ],
});
export type Performance = InferEntity<typeof Performance>;

export const Section = defineEntity({
  name: 'Section',
  tableName: 'section',
  properties: {
    id: p.uuid().primary(),
    performance: () => p.manyToOne(Performance).mapToPk(),
    name: p.string().length(200),
    /** The order of the sections on the seat map, from 0. */
    position: p.integer(),
    /** Minor units for each seat. */
    price: p.bigint('number'),
  },
  uniques: [{ properties: ['performance', 'name'] }],
  checks: [{ name: 'section_price_not_negative', expression: 'price >= 0' }],
});
export type Section = InferEntity<typeof Section>;

/**
 * A seat stores its owner, so that one conditional update decides a hold. A seat is available if it has no
 * reservation or if its hold has expired. A unique index cannot express "not expired", so the statement of
 * the hold checks it on the locked row.
 */
export const Seat = defineEntity({
  name: 'Seat',
  tableName: 'seat',
  properties: {
    id: p.uuid().primary(),
    performance: () => p.manyToOne(Performance).mapToPk(),
    section: () => p.manyToOne(Section).mapToPk(),
    row: p.string().length(10).fieldName('row_name'),
    number: p.integer(),
    label: p.string().length(220),
    /** No foreign keys: every hold would lock the rows of the user and the reservation. */
    reservationId: p.uuid().nullable(),
    holderId: p.uuid().nullable(),
    holdExpiresAt: p.datetime().columnType('timestamptz').nullable(),
    sold: p.boolean().default(false),
    /**
     * The version of the seat map that first includes this state. Every change sets it to null; the next
     * read of the map assigns the version.
     */
    version: p.bigint('number').default(1).nullable(),
  },
  uniques: [{ properties: ['section', 'row', 'number'] }],
  indexes: [
    { properties: ['performance', 'version'] },
    {
      name: 'seat_held',
      expression:
        'create index seat_held on seat (performance_id, hold_expires_at) where hold_expires_at is not null',
    },
    {
      name: 'seat_free',
      expression: 'create index seat_free on seat (performance_id) where reservation_id is null',
    },
  ],
  checks: [
    {
      name: 'seat_owned_or_free',
      expression:
        '(reservation_id is null) = (holder_id is null) and (reservation_id is not null) = (sold or hold_expires_at is not null) and not (sold and hold_expires_at is not null)',
    },
  ],
});
export type Seat = InferEntity<typeof Seat>;
