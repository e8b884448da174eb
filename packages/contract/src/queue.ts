import { z } from 'zod';
import { id, pageInput, text, time } from './primitives.ts';

/**
 * The statuses of a queue ticket. An ended queue entry is the error QUEUE_TOKEN_EXPIRED instead, or
 * QUEUE_CLOSED if it still waited when the sale closed.
 */
export const QUEUE_TICKET_STATUSES = ['PREQUEUE', 'WAITING', 'ACTIVE'] as const;

/** The statuses of a queue entry: it waits (PREQUEUE, WAITING), is a pass (ACTIVE), or has ended. */
export const QUEUE_ENTRY_STATUSES = [
  ...QUEUE_TICKET_STATUSES,
  'COMPLETED',
  'EXPIRED',
  'LEFT',
] as const;
export type QueueEntryStatus = (typeof QUEUE_ENTRY_STATUSES)[number];

/**
 * What a concert's scheduled performances in the future have left, as seen by one entry, whatever the sale
 * window. SOLD_OUT: there is no such performance, or every place is paid or not for sale. HELD: none is
 * available, but some are held. FEW: no more are available than users have a pass or stand before the
 * entry; in the pre-queue, than have a pass or entered the draw. PLENTY: more.
 */
export const AVAILABILITIES = ['PLENTY', 'FEW', 'HELD', 'SOLD_OUT'] as const;
export type Availability = (typeof AVAILABILITIES)[number];

export const joinInput = z.object({ concertId: id });

/** The view of a queue entry that its user gets. */
export const queueTicket = z.object({
  /** The queue token, for the header `x-queue-token`. Valid only with the same user's bearer token. */
  token: z.string(),
  concertId: id,
  status: z.enum(QUEUE_TICKET_STATUSES),
  /**
   * 1 for the next entry to be admitted. It never increases for an entry. Null in status PREQUEUE and
   * ACTIVE.
   */
  position: z.int().nullable(),
  /**
   * Estimated from the admissions of the last minutes, and from the settings until there are some. Null
   * when not waiting, and while the queue admits nobody.
   */
  estimatedWaitSeconds: z.int().nullable(),
  /**
   * The seconds between which the wait ends for 8 entries in 10. Null if `estimatedWaitSeconds` is null.
   */
  estimatedWaitRange: z.tuple([z.int(), z.int()]).nullable(),
  /**
   * The time to wait before the next poll: at most half of `claimSeconds`, at least 1. Clients that use
   * `queue.watch` do not need it.
   */
  pollAfterSeconds: z.int(),
  joinedAt: z.date(),
  /** Null until the admission. */
  admittedAt: z.date().nullable(),
  /**
   * The end of the pass, once it is claimed: `activeSeconds` after the admission, or the end of its last
   * live hold if that is later. Null until the admission.
   */
  activeUntil: z.date().nullable(),
  /** The entry's pseudonym on the list of the draw. Null for entries that joined after the opening. */
  entrant: id.nullable(),
  /** What there is still to buy for this entry. At most 5 seconds old. */
  availability: z.enum(AVAILABILITIES),
  /** The opening of the queue: its own or the concert's `salesOpenAt`. Null: it is always open. */
  opensAt: z.date().nullable(),
  /** How long the user has to claim the pass after the admission; `activeSeconds` if that is less. */
  claimSeconds: z.int(),
  /** How many entries wait in all, from the same snapshot as the position. Null in status ACTIVE. */
  waiting: z.int().nullable(),
  /** True: nobody is admitted at the moment. */
  paused: z.boolean(),
  /** What the operators tell everybody who waits. */
  message: z.string().nullable(),
});
export type QueueTicket = z.output<typeof queueTicket>;

export const leaveView = z.object({ left: z.literal(true) });

export const QUEUE_DEFAULTS = {
  maxActive: 500,
  admitPerMinute: 1000,
  activeSeconds: 600,
  claimSeconds: 60,
  pollAfterSeconds: 5,
  paused: false,
  closed: false,
  drawSource: null,
} as const;

/** The settings of a queue. A field that is left out keeps its value. */
export const queueSettingsInput = z.strictObject({
  /** The most passes that are active at the same time. */
  maxActive: z.int().min(0).max(1_000_000).optional(),
  /** The most admissions in any 60 seconds. */
  admitPerMinute: z.int().min(0).max(1_000_000).optional(),
  /** How long a claimed pass lasts, from the admission. */
  activeSeconds: z.int().min(1).max(86_400).optional(),
  /**
   * How long an admitted user has to claim the pass by an authenticated call with the queue token. At
   * least twice `pollAfterSeconds`.
   */
  claimSeconds: z.int().min(2).max(3_600).optional(),
  /** The shortest time between two polls of an entry. Entries far from the front get a longer one. */
  pollAfterSeconds: z.int().min(1).max(300).optional(),
  /**
   * The opening. Joins before it enter the pre-queue. Null: the concert's `salesOpenAt`. Not before
   * `salesOpenAt`, and before `salesCloseAt`.
   */
  opensAt: time.nullable().optional(),
  /** True: users can join, nobody is admitted. */
  paused: z.boolean().optional(),
  /** True: nobody can join. Waiting entries are still admitted and passes stay valid. */
  closed: z.boolean().optional(),
  /** What everybody who waits is told. Null: nothing. */
  message: text.trim().min(1).max(500).nullable().optional(),
  /**
   * The name of the public random value that the next draw uses, such as a future round of a public
   * randomness beacon. Null: the draw uses none. It cannot be changed once the draw has an entrant.
   */
  drawSource: text.trim().min(1).max(200).nullable().optional(),
});
export type QueueSettingsInput = z.output<typeof queueSettingsInput>;

/** The settings of a queue that are in force. */
export const queueSettingsView = z.object({
  concertId: id,
  /** The most passes that are active at the same time. */
  maxActive: z.int(),
  /** The most admissions in any 60 seconds. */
  admitPerMinute: z.int(),
  /** How long a claimed pass lasts, from the admission. */
  activeSeconds: z.int(),
  /** How long an admitted user has to claim the pass. */
  claimSeconds: z.int(),
  /** The shortest time between two polls of an entry. */
  pollAfterSeconds: z.int(),
  /** The opening: the queue's own or the concert's `salesOpenAt`. Null: the queue is always open. */
  opensAt: z.date().nullable(),
  /** True: users can join, nobody is admitted. */
  paused: z.boolean(),
  /** True: nobody can join. */
  closed: z.boolean(),
  /** What everybody who waits is told; null: nothing. */
  message: z.string().nullable(),
  /** The name of the public random value that the next draw uses; null if it uses none. */
  drawSource: z.string().nullable(),
});
export type QueueSettingsView = z.output<typeof queueSettingsView>;

/** The number of entries of a queue by status, and its pace. */
export const queueStatsView = z.object({
  prequeue: z.int(),
  waiting: z.int(),
  active: z.int(),
  completed: z.int(),
  expired: z.int(),
  /** Entries that left, and those that waited when the sale closed. */
  left: z.int(),
  /** Admissions in the last 60 seconds. */
  admittedPerMinute: z.int(),
  /** The estimated wait of a user who joins now; 0 if nobody waits; null while unknown. */
  estimatedWaitSeconds: z.int().nullable(),
  /**
   * By which share the waits that were told to those admitted in the last 10 minutes were off, in the
   * median: 0.1 is 10 %. Null while unknown.
   */
  estimateError: z.number().nullable(),
  settings: queueSettingsView,
});
export type QueueStatsView = z.output<typeof queueStatsView>;

/** Settings for a forecast. One that is left out is as it is in force. */
export const forecastQueueInput = z.object({
  concertId: id,
  maxActive: queueSettingsInput.shape.maxActive,
  admitPerMinute: queueSettingsInput.shape.admitPerMinute,
  activeSeconds: queueSettingsInput.shape.activeSeconds,
  paused: queueSettingsInput.shape.paused,
});
export type ForecastQueueInput = z.output<typeof forecastQueueInput>;

/**
 * The wait of the last in line in seconds, counted from the opening if that is in the future. 0: nobody waits. Null:
 * nobody is admitted.
 */
const forecastWait = z.int().nullable();
export const forecastQueueView = z.object({
  /** By the settings in force. */
  now: forecastWait,
  /** By the settings that were given. */
  // biome-ignore lint/suspicious/noThenProperty: the contract names it so, and it is no function
  then: forecastWait,
});
export type ForecastQueueView = z.output<typeof forecastQueueView>;

export const drawInput = pageInput.extend({
  concertId: id,
  /** Which draw, counted from 1. Left out: the last one with a final list, or the next one if there is none. */
  round: z.int().min(1).max(1_000_000).optional(),
});
export type DrawInput = z.output<typeof drawInput>;

/** The part of a draw that is public before anybody can join it. */
export const drawPromise = z.object({
  /** The number of the draw, from 1. A queue that opens again has another draw. */
  round: z.int(),
  /** SHA-256 of the seed, in hex. */
  seedHash: z.string(),
  /** The name of the public random value that the draw uses; null if it uses none. */
  source: z.string().nullable(),
});

const drawEntry = z.object({
  /** The pseudonym of a queue entry. */
  entrant: id,
  /** The place in the drawn order, from 1; null until the seed is public. */
  place: z.int().nullable(),
});

/** The part of a draw that is public now. `draw-order.ts` defines how the order follows from it. */
export const drawView = drawPromise.extend({
  concertId: id,
  /** When the list became final; null before. */
  frozenAt: z.date().nullable(),
  /** The length of the final list; null before `frozenAt`. */
  entrants: z.int().nullable(),
  /** SHA-256 of the final list, in hex; null before it is known. */
  entrantsHash: z.string().nullable(),
  /** The public random value; null until the operator publishes it, and without a `source`. */
  publicValue: z.string().nullable(),
  /** When the seed became public; null before. */
  drawnAt: z.date().nullable(),
  /** 32 bytes in hex; null before `drawnAt`. */
  seed: z.string().nullable(),
  /** Place 1 gets the queue number `afterNumber + 1`; null before `frozenAt`. */
  afterNumber: z.int().nullable(),
  /** One page of the final list in order of arrival; empty before `frozenAt`. */
  items: z.array(drawEntry),
  /** The `cursor` of the next page; null on the last page. */
  nextCursor: z.string().nullable(),
});
export type DrawView = z.output<typeof drawView>;

export const publishDrawValueInput = z.strictObject({
  concertId: id,
  /** The public random value, exactly as its source published it. */
  value: text.trim().min(1).max(1_000),
});
export type PublishDrawValueInput = z.output<typeof publishDrawValueInput>;

export const configureQueueInput = queueSettingsInput.extend({ concertId: id });
export type ConfigureQueueInput = z.output<typeof configureQueueInput>;
