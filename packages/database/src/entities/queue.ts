import { QUEUE_DEFAULTS, QUEUE_ENTRY_STATUSES } from '@frontrow/contract/queue';
import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import { anyChanged } from './append-only.ts';
import { Concert } from './concert.ts';
import { User } from './user.ts';

/** Notes the limits in queue_limit. */
const NOTE_LIMITS = `
  insert into queue_limit (concert_id, after_admission, max_active, admit_per_minute)
  values (new.concert_id, new.admitted, new.max_active, new.admit_per_minute);
  return null;`;

/**
 * The queue of one concert: its settings and its counters. The lock of this row is the queue lock: joins,
 * leaves and admissions run behind it, so queue numbers are in commit order.
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
    /** The opening; null: the concert's `salesOpenAt`. */
    opensAt: p.datetime().columnType('timestamptz').nullable(),
    paused: p.boolean().default(false),
    closed: p.boolean().default(false),
    /** What the operators tell everybody who waits. */
    message: p.string().length(500).nullable(),
    /** The name of the public random value that the next draw uses, given before anybody joins. */
    drawSource: p.string().length(200).nullable(),
    /** The last queue number that was given or reserved for a draw. */
    lastNumber: p.bigint('number').default(0),
    /** The number before the first entry that waits. Computed from the entries; it never decreases. */
    watermark: p.bigint('number').default(0),
    /** The last number that an unfinished draw has given; null without an unfinished draw. */
    numberedTo: p.bigint('number').nullable(),
    /** `seq` of the last row of the change log; see QueueChange. */
    seq: p.bigint('number').default(0),
    /** The draw that joins before the opening enter. */
    round: p.integer().default(1),
    /** The last arrival in this draw, which is the number of its entrants. */
    lastArrival: p.bigint('number').default(0),
    /** How many of these entrants have left. */
    leftPrequeue: p.bigint('number').default(0),
    /**
     * How many entries were admitted, which is the running number of the last admission, and how many left
     * before it once they had a number. With these the statistics need not count a long queue; no decision
     * depends on them.
     */
    admitted: p.bigint('number').default(0),
    leftWaiting: p.bigint('number').default(0),
    /**
     * How many milliseconds the times of the record of admissions are ahead of the database's clock, because that has
     * stepped back: in the record, time goes on. 0 otherwise.
     */
    clockLead: p.bigint('number').default(0),
    /** Ended passes that the purge deleted, by status. The statistics compute the EXPIRED ones. */
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
  triggers: [
    {
      name: 'queue_notes_first_limits',
      timing: 'after',
      events: ['insert'],
      forEach: 'row',
      body: NOTE_LIMITS,
    },
    {
      name: 'queue_notes_new_limits',
      timing: 'after',
      events: ['update'],
      forEach: 'row',
      when: anyChanged(['max_active', 'admit_per_minute']),
      body: NOTE_LIMITS,
    },
  ],
});
export type Queue = InferEntity<typeof Queue>;

/** A user's turn in a queue. It waits, becomes a pass with the admission, and ends. */
export const QueueEntry = defineEntity({
  name: 'QueueEntry',
  tableName: 'queue_entry',
  properties: {
    /** Random, so that an id reveals nothing about other entries. */
    id: p.uuid().primary(),
    concert: () => p.manyToOne(Concert).mapToPk(),
    user: () => p.manyToOne(User).mapToPk(),
    /** The queue number, in commit order; null in the pre-queue. */
    number: p.bigint('number').nullable(),
    /** The draw and the order of arrival on its list; null for entries that joined after the opening. */
    round: p.integer().nullable(),
    arrival: p.bigint('number').nullable(),
    status: p.enum(QUEUE_ENTRY_STATUSES),
    joinedAt: p.datetime().columnType('timestamptz'),
    admittedAt: p.datetime().columnType('timestamptz').nullable(),
    /** When the pass was claimed by the first call with it. */
    claimedAt: p.datetime().columnType('timestamptz').nullable(),
    /** Admission plus `activeSeconds`. After it the pass may read, pay and release, but not hold. */
    holdUntil: p.datetime().columnType('timestamptz').nullable(),
    /** The end of the pass: of the claim window until claimed, then `holdUntil` or the last hold's end. */
    expiresAt: p.datetime().columnType('timestamptz').nullable(),
    endedAt: p.datetime().columnType('timestamptz').nullable(),
    /**
     * Counts the changes to the holds made with the pass. A hold or payment succeeds only if this number is
     * the same in its snapshot and in the locked row, so it has seen all earlier holds.
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
        "create index queue_entry_ended on queue_entry (concert_id, ended_at) include (status) where status in ('COMPLETED', 'EXPIRED', 'LEFT')",
    },
    { properties: ['concert', 'joinedAt'] },
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
