import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import { anyChanged, appendOnly } from './append-only.ts';
import { Concert } from './concert.ts';

/** What of an admission never changes; all but the end of the pass. */
const RECORD = [
  'concert_id',
  'queue_entry_id',
  'number',
  'admitted_at',
  'max_active',
  'admit_per_minute',
  'nth',
];

/**
 * The record of one admission, for the limit per minute and the audit. The purge does not delete it, and
 * writes `endedAt` only.
 */
export const Admission = defineEntity({
  name: 'Admission',
  tableName: 'admission',
  properties: {
    id: p.bigint('number').primary().autoincrement(),
    concert: () => p.manyToOne(Concert).mapToPk(),
    queueEntryId: p.uuid().unique(),
    number: p.bigint('number'),
    /**
     * The running number of the admission in its queue, from 1 without gaps: the queue counts them in
     * `admitted`. Null in rows of versions before this column.
     */
    nth: p.bigint('number').nullable(),
    admittedAt: p.datetime().columnType('timestamptz'),
    /** The end of the pass, copied when the purge deletes the queue entry; null until then. */
    endedAt: p.datetime().columnType('timestamptz').nullable(),
    /** The limits that were in force at the admission. */
    maxActive: p.integer(),
    admitPerMinute: p.integer(),
  },
  indexes: [{ properties: ['concert', 'admittedAt'] }],
  triggers: [
    {
      name: 'admission_keeps_its_record',
      timing: 'before',
      events: ['update'],
      forEach: 'row',
      when: anyChanged(RECORD),
      body: `raise exception 'the record of an admission does not change' using errcode = 'restrict_violation';`,
    },
  ],
});
export type Admission = InferEntity<typeof Admission>;

/**
 * The limits of a queue from one admission on, append-only. Triggers of `queue` write it behind the queue lock,
 * whoever changes the limits; so the number of the admission says exactly which limits were in force.
 */
export const QueueLimit = defineEntity({
  name: 'QueueLimit',
  tableName: 'queue_limit',
  properties: {
    id: p.bigint('number').primary().autoincrement(),
    concertId: p.uuid().index(),
    /** The limits bind the admissions after this one, until the next row of the queue. */
    afterAdmission: p.bigint('number'),
    maxActive: p.integer(),
    admitPerMinute: p.integer(),
    changedAt: p.datetime().columnType('timestamptz').defaultRaw('clock_timestamp()'),
  },
  triggers: appendOnly('queue_limit'),
});
export type QueueLimit = InferEntity<typeof QueueLimit>;

/**
 * The change log of a queue: the new watermark and the departures of each change. It is written behind the
 * queue lock, so `seq` has no gaps. Every server's replica follows it. Rows are kept for 5 minutes; a
 * replica that is further behind loads the whole queue.
 */
export const QueueChange = defineEntity({
  name: 'QueueChange',
  tableName: 'queue_change',
  properties: {
    concertId: p.uuid().primary(),
    seq: p.bigint('number').primary(),
    at: p.datetime().columnType('timestamptz').index(),
    watermark: p.bigint('number'),
    /** The last number that an unfinished draw has given; null without an unfinished draw. */
    numberedTo: p.bigint('number').nullable(),
    /** The numbers of entries that left before their admission. */
    left: p.type('bigint[]').columnType('bigint[]').fieldName('left_numbers'),
    /** The arrivals of entries that left without a number, in the draw of `round`. */
    leftArrivals: p.type('bigint[]').columnType('bigint[]'),
    round: p.integer(),
    /** The draw that joins before the opening entered at this time. The lists of earlier ones are final. */
    openRound: p.integer(),
  },
});
export type QueueChange = InferEntity<typeof QueueChange>;
