import { type Drawing, ORPHAN_RULES, SECTION_KINDS } from '@frontrow/contract/chart/drawing';
import { PERFORMANCE_STATUSES } from '@frontrow/contract/concert';
import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import { appendOnly } from './append-only.ts';

export const Concert = defineEntity({
  name: 'Concert',
  tableName: 'concert',
  properties: {
    id: p.uuid().primary(),
    title: p.string().length(200),
    artist: p.string().length(200),
    venue: p.string().length(200),
    description: p.text().default(''),
    /** An https URL. */
    imageUrl: p.string().length(2_000).nullable(),
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

/** A drawing of a house: see the contract's chart/drawing.ts. It never changes. */
export const Chart = defineEntity({
  name: 'Chart',
  tableName: 'chart',
  properties: {
    id: p.uuid().primary(),
    name: p.string().length(200),
    drawing: p.json<Drawing>(),
    places: p.integer(),
    /** True: drawn from the `sections` of a performance, and used again for the same ones. */
    plain: p.boolean().default(false),
    /** The SHA-256 of the drawing as text. */
    hash: p.string().length(64),
    createdAt: p.datetime().columnType('timestamptz').defaultRaw('now()'),
  },
  indexes: [
    {
      name: 'chart_plain',
      expression: 'create index chart_plain on chart (hash) where plain',
    },
  ],
  checks: [{ name: 'chart_places_not_negative', expression: 'places >= 0' }],
  triggers: appendOnly('chart'),
});
export type Chart = InferEntity<typeof Chart>;

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
    /** All places of the chart, standing ones too. */
    seatsTotal: p.integer().default(0),
    /** Raised with each change of prices, so that a hold that waited for locks sees that they have changed. */
    pricesVersion: p.bigint('number').default(0),
    chart: () => p.manyToOne(Chart).mapToPk(),
    orphanRule: p.enum(ORPHAN_RULES).default('off'),
  },
  indexes: [{ properties: ['concert', 'startsAt'] }],
  checks: [
    { name: 'performance_seats_not_negative', expression: 'seats_total >= 0' },
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
    /** The order of the sections of the chart, from 0. */
    position: p.integer(),
    category: p.string().length(200),
    kind: p.enum(SECTION_KINDS),
    /** The place numbers from this one on are its own. */
    firstPlace: p.integer(),
    places: p.integer(),
    /** Minor units for each place: that of its category. */
    price: p.bigint('number'),
  },
  uniques: [{ properties: ['performance', 'name'] }, { properties: ['performance', 'position'] }],
  checks: [
    { name: 'section_price_not_negative', expression: 'price >= 0' },
    {
      name: 'section_places_not_negative',
      expression: 'position >= 0 and first_place >= 0 and places >= 0',
    },
  ],
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
    /** Empty for a standing place. */
    row: p.string().length(200).fieldName('row_name'),
    number: p.integer(),
    label: p.string().length(420),
    /** The place number: from 0, in the order of the chart. */
    place: p.integer(),
    /** Seats with the same number and place numbers that follow one another are side by side; null: standing. */
    stretch: p.integer().nullable(),
    /** ACCESSIBLE, COMPANION and RESTRICTED_VIEW of the contract's chart/layout.ts, added up. */
    flags: p.smallint().default(0),
    /** Taken off sale by an operator. */
    blocked: p.boolean().default(false),
    /** No foreign keys: every hold would lock the rows of the user and the reservation. */
    reservationId: p.uuid().nullable(),
    holderId: p.uuid().nullable(),
    holdExpiresAt: p.datetime().columnType('timestamptz').nullable(),
    sold: p.boolean().default(false),
  },
  uniques: [{ properties: ['section', 'row', 'number'] }, { properties: ['performance', 'place'] }],
  checks: [
    { name: 'seat_place_not_negative', expression: 'place >= 0' },
    {
      name: 'seat_in_row_or_standing',
      expression:
        "(stretch is null) = (row_name = '') and (stretch is null or stretch >= 0) and flags >= 0 and flags <= 7 and (stretch is not null or flags = 0)",
    },
    {
      name: 'seat_blocked_is_free',
      expression: 'not (blocked and (sold or reservation_id is not null))',
    },
    {
      name: 'seat_owned_or_free',
      expression:
        '(reservation_id is null) = (holder_id is null) and (reservation_id is not null) = (sold or hold_expires_at is not null) and not (sold and hold_expires_at is not null)',
    },
  ],
});
export type Seat = InferEntity<typeof Seat>;

/**
 * A change of the state of seats, for servers that follow them. It is written by the statement that changes them, and
 * deleted after four minutes.
 */
export const SeatChange = defineEntity({
  name: 'SeatChange',
  tableName: 'seat_change',
  properties: {
    seq: p.bigint('number').primary().autoincrement(),
    /** The transaction that made it: who knows which ones a snapshot has seen knows which changes are new. */
    xid: p.string().columnType('xid8').defaultRaw('pg_current_xact_id()'),
    performanceId: p.uuid(),
    places: p.array().columnType('int[]'),
    at: p.datetime().columnType('timestamptz').defaultRaw('clock_timestamp()').index(),
  },
  indexes: [{ properties: ['performanceId', 'xid'] }],
});
export type SeatChange = InferEntity<typeof SeatChange>;
