import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import { Concert } from './concert.ts';

/** The record of one admission, for the limit per minute and the audit. The purge does not delete it. */
export const Admission = defineEntity({
  name: 'Admission',
  tableName: 'admission',
  properties: {
    id: p.bigint('number').primary().autoincrement(),
    concert: () => p.manyToOne(Concert).mapToPk(),
    queueEntryId: p.uuid().unique(),
    number: p.bigint('number'),
    admittedAt: p.datetime().columnType('timestamptz'),
    /** The end of the pass, copied when the purge deletes the queue entry; null until then. */
    endedAt: p.datetime().columnType('timestamptz').nullable(),
    /** The limits that were in force at the admission. */
    maxActive: p.integer(),
    admitPerMinute: p.integer(),
  },
  indexes: [{ properties: ['concert', 'admittedAt'] }],
});
export type Admission = InferEntity<typeof Admission>;

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
