import { QUEUE_DEFAULTS, QUEUE_ENTRY_STATUSES } from '@frontrow/contract/queue';
import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import { Concert } from './concert.ts';
import { User } from './user.ts';

/**
 * One concert's waiting room: its settings, and what its line has come to. Whoever joins, admits, or
 * takes a place out of the line holds the lock of this row, so that all of it is in commit order.
 */
export const Queue = defineEntity({
  name: 'Queue',
  tableName: 'queue',
  properties: {
    concert: () => p.manyToOne(Concert).primary().mapToPk(),
    maxActive: p.integer().default(QUEUE_DEFAULTS.maxActive),
    admitPerMinute: p.integer().default(QUEUE_DEFAULTS.admitPerMinute),
    activeSeconds: p.integer().default(QUEUE_DEFAULTS.activeSeconds),
    claimSeconds: p.integer().default(QUEUE_DEFAULTS.claimSeconds),
    pollAfterSeconds: p.integer().default(QUEUE_DEFAULTS.pollAfterSeconds),
    /** Null follows the concert's salesOpenAt. */
    opensAt: p.datetime().columnType('timestamptz').nullable(),
    paused: p.boolean().default(false),
    closed: p.boolean().default(false),
    /** A public random value, named before anybody joins, that the next draw is mixed with. */
    drawSource: p.string().length(200).nullable(),
    lastNumber: p.bigint('number').default(0),
    /** The number before the first that waits; computed from the live rows, only ever raised. */
    watermark: p.bigint('number').default(0),
    /** The last number that was given where a draw is still giving its own; null when none is. */
    numberedTo: p.bigint('number').nullable(),
    /** Of the last change that was logged; see QueueChange. */
    seq: p.bigint('number').default(0),
    /** The draw that joins before the opening take part in, and how many have. */
    round: p.integer().default(1),
    lastArrival: p.bigint('number').default(0),
    /** Of these, how many left again. */
    leftPrequeue: p.bigint('number').default(0),
    /** For the statistics, which must not count a long queue; no decision is made with them. */
    admitted: p.bigint('number').default(0),
    leftWaiting: p.bigint('number').default(0),
    /** Passes that the purge deleted, by how they ended; the rest of them ran out. */
    purgedCompleted: p.bigint('number').default(0),
    purgedLeft: p.bigint('number').default(0),
  },
  checks: [
    { name: 'queue_limits_not_negative', expression: 'max_active >= 0 and admit_per_minute >= 0' },
    {
      name: 'queue_claim_covers_two_polls',
      expression: 'poll_after_seconds > 0 and claim_seconds >= 2 * poll_after_seconds',
    },
    { name: 'queue_active_positive', expression: 'active_seconds > 0' },
  ],
});
export type Queue = InferEntity<typeof Queue>;

/** A user's place in the queue, then the pass that it turns into, then its end. */
export const QueueEntry = defineEntity({
  name: 'QueueEntry',
  tableName: 'queue_entry',
  properties: {
    /** Random, so that a token tells nothing of the others. */
    id: p.uuid().primary(),
    concert: () => p.manyToOne(Concert).mapToPk(),
    user: () => p.manyToOne(User).mapToPk(),
    /** In commit order; null in the pre-queue. */
    number: p.bigint('number').nullable(),
    /** Who joined before the opening: the draw, and the order of arrival in its list. */
    round: p.integer().nullable(),
    arrival: p.bigint('number').nullable(),
    status: p.enum(QUEUE_ENTRY_STATUSES),
    joinedAt: p.datetime().columnType('timestamptz'),
    admittedAt: p.datetime().columnType('timestamptz').nullable(),
    /** When the first call with the token came. */
    claimedAt: p.datetime().columnType('timestamptz').nullable(),
    /** Admission plus activeSeconds: past it the pass may read, pay and release, not hold. */
    holdUntil: p.datetime().columnType('timestamptz').nullable(),
    /** The claim's end while unclaimed, then the later of the deadline and the ends of live holds. */
    expiresAt: p.datetime().columnType('timestamptz').nullable(),
    endedAt: p.datetime().columnType('timestamptz').nullable(),
    /**
     * Counts the changes to the holds made with it: a hold or a payment proves with it that it saw
     * all of the earlier ones.
     */
    holdSeq: p.integer().default(0),
  },
  uniques: [
    { properties: ['concert', 'number'] },
    { properties: ['concert', 'round', 'arrival'] },
    {
      name: 'queue_entry_one_live',
      expression:
        "create unique index queue_entry_one_live on queue_entry (concert_id, user_id) where status in ('PREQUEUE', 'WAITING', 'ACTIVE')",
    },
  ],
  indexes: [
    {
      name: 'queue_entry_prequeue',
      expression:
        "create index queue_entry_prequeue on queue_entry (concert_id, round, arrival) where status = 'PREQUEUE'",
    },
    {
      name: 'queue_entry_ended',
      expression:
        "create index queue_entry_ended on queue_entry (concert_id, ended_at) where status in ('COMPLETED', 'EXPIRED', 'LEFT')",
    },
    {
      name: 'queue_entry_completed',
      expression:
        "create index queue_entry_completed on queue_entry (concert_id) where status = 'COMPLETED'",
    },
    {
      name: 'queue_entry_left_admitted',
      expression:
        "create index queue_entry_left_admitted on queue_entry (concert_id) where status = 'LEFT' and admitted_at is not null",
    },
    {
      name: 'queue_entry_waiting',
      expression:
        "create index queue_entry_waiting on queue_entry (concert_id, number) where status = 'WAITING'",
    },
    {
      name: 'queue_entry_active',
      expression:
        "create index queue_entry_active on queue_entry (concert_id, expires_at) where status = 'ACTIVE'",
    },
  ],
  checks: [
    {
      name: 'queue_entry_waiting_has_number',
      expression: "status <> 'WAITING' or number is not null",
    },
    {
      name: 'queue_entry_prequeue_has_arrival',
      expression:
        "(round is null) = (arrival is null) and (status <> 'PREQUEUE' or arrival is not null)",
    },
    {
      name: 'queue_entry_active_expires',
      expression:
        "not (status in ('ACTIVE', 'COMPLETED')) or (number is not null and admitted_at is not null and hold_until is not null and expires_at is not null)",
    },
    {
      name: 'queue_entry_ended_says_when',
      expression: "(status in ('COMPLETED', 'EXPIRED', 'LEFT')) = (ended_at is not null)",
    },
  ],
});
export type QueueEntry = InferEntity<typeof QueueEntry>;
