import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import { Concert } from './concert.ts';

/** What shows that no admission passed its limits; outlives the purge of its token. */
export const Admission = defineEntity({
  name: 'Admission',
  tableName: 'admission',
  properties: {
    id: p.bigint('number').primary().autoincrement(),
    concert: () => p.manyToOne(Concert).mapToPk(),
    queueEntryId: p.uuid().unique(),
    number: p.bigint('number'),
    admittedAt: p.datetime().columnType('timestamptz'),
    /** Copied from the token when it is purged; the token's own until then. */
    endedAt: p.datetime().columnType('timestamptz').nullable(),
    /** The limits in force at that moment. */
    maxActive: p.integer(),
    admitPerMinute: p.integer(),
  },
  indexes: [{ properties: ['concert', 'admittedAt'] }],
});
export type Admission = InferEntity<typeof Admission>;

/**
 * What changed in a line: how far it has been admitted, and who left it. Written behind the lock of
 * the queue, so that `seq` has no gaps, and read by every server, which follows the line by it. Kept
 * for minutes; a server that missed more reads the line anew.
 */
export const QueueChange = defineEntity({
  name: 'QueueChange',
  tableName: 'queue_change',
  properties: {
    concertId: p.uuid().primary(),
    seq: p.bigint('number').primary(),
    at: p.datetime().columnType('timestamptz').index(),
    watermark: p.bigint('number'),
    /** The last number that was given where a draw is still giving its own; null when none is. */
    numberedTo: p.bigint('number').nullable(),
    /** Numbers that left the line, and entries of the round that left before they had one. */
    left: p.type('bigint[]').columnType('bigint[]').fieldName('left_numbers'),
    leftArrivals: p.type('bigint[]').columnType('bigint[]'),
    round: p.integer(),
    /** The draw that joins before an opening took part in by then: earlier ones are final. */
    openRound: p.integer(),
  },
});
export type QueueChange = InferEntity<typeof QueueChange>;
