import { QUEUE_DEFAULTS, QUEUE_TOKEN_STATUSES } from '@frontrow/contract/queue';
import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import { Concert } from './concert.ts';
import { User } from './user.ts';

/** One concert's waiting room: its settings, and the last number given. */
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
    lastNumber: p.bigint('number').default(0),
    /** Tokens that the purge deleted, so that the statistics keep their history. */
    purgedCompleted: p.bigint('number').default(0),
    purgedExpired: p.bigint('number').default(0),
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
export const QueueToken = defineEntity({
  name: 'QueueToken',
  tableName: 'queue_token',
  properties: {
    /** Random, so that a token tells nothing of the others. */
    id: p.uuid().primary(),
    concert: () => p.manyToOne(Concert).mapToPk(),
    user: () => p.manyToOne(User).mapToPk(),
    /** In commit order; null in the pre-queue. */
    number: p.bigint('number').nullable(),
    status: p.enum(QUEUE_TOKEN_STATUSES),
    joinedAt: p.datetime().columnType('timestamptz'),
    admittedAt: p.datetime().columnType('timestamptz').nullable(),
    /** When the first call with the token came. */
    claimedAt: p.datetime().columnType('timestamptz').nullable(),
    /** Admission plus activeSeconds: past it the pass may read, pay and release, not hold. */
    deadlineAt: p.datetime().columnType('timestamptz').nullable(),
    /** The claim's end while unclaimed, then the later of the deadline and the ends of live holds. */
    endsAt: p.datetime().columnType('timestamptz').nullable(),
    endedAt: p.datetime().columnType('timestamptz').nullable(),
    /**
     * Counts the changes to the holds made with it: a hold or a payment proves with it that it saw
     * all of the earlier ones.
     */
    holdSeq: p.integer().default(0),
  },
  uniques: [
    { properties: ['concert', 'number'] },
    {
      name: 'queue_token_one_live_place',
      expression:
        "create unique index queue_token_one_live_place on queue_token (concert_id, user_id) where status in ('PREQUEUE', 'WAITING', 'ACTIVE')",
    },
  ],
  indexes: [
    {
      name: 'queue_token_prequeue',
      expression:
        "create index queue_token_prequeue on queue_token (concert_id) where status = 'PREQUEUE'",
    },
    {
      name: 'queue_token_ended',
      expression:
        "create index queue_token_ended on queue_token (concert_id, ended_at) where status in ('COMPLETED', 'EXPIRED', 'LEFT')",
    },
    {
      name: 'queue_token_waiting',
      expression:
        "create index queue_token_waiting on queue_token (concert_id, number) where status = 'WAITING'",
    },
    {
      name: 'queue_token_active',
      expression:
        "create index queue_token_active on queue_token (concert_id, ends_at) where status = 'ACTIVE'",
    },
  ],
  checks: [
    {
      name: 'queue_token_waiting_has_number',
      expression: "status <> 'WAITING' or number is not null",
    },
    {
      name: 'queue_token_active_has_ends',
      expression:
        "not (status in ('ACTIVE', 'COMPLETED')) or (number is not null and admitted_at is not null and deadline_at is not null and ends_at is not null)",
    },
    {
      name: 'queue_token_ended_says_when',
      expression: "(status in ('COMPLETED', 'EXPIRED', 'LEFT')) = (ended_at is not null)",
    },
  ],
});
export type QueueToken = InferEntity<typeof QueueToken>;

/** What shows that no admission passed its limits; outlives the purge of its token. */
export const Admission = defineEntity({
  name: 'Admission',
  tableName: 'admission',
  properties: {
    id: p.bigint('number').primary().autoincrement(),
    concert: () => p.manyToOne(Concert).mapToPk(),
    tokenId: p.uuid().unique(),
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
