import { z } from 'zod';
import { id, pageInput, text, time } from './primitives.ts';

/** The statuses that a caller can see; an ended token is the error QUEUE_TOKEN_EXPIRED. */
export const TICKET_STATUSES = ['PREQUEUE', 'WAITING', 'ACTIVE'] as const;

/** The life of a queue token: a place (PREQUEUE, WAITING), a pass (ACTIVE), and its three ends. */
export const QUEUE_TOKEN_STATUSES = [...TICKET_STATUSES, 'COMPLETED', 'EXPIRED', 'LEFT'] as const;
export type QueueTokenStatus = (typeof QUEUE_TOKEN_STATUSES)[number];

export const joinInput = z.object({ concertId: id });

export const queueTicket = z.object({
  /** Works only with the bearer token of the user that it was given to. */
  token: z.string(),
  concertId: id,
  status: z.enum(TICKET_STATUSES),
  /** 1 for the next to be admitted; null when active or in the pre-queue. Never goes up for a user. */
  position: z.int().nullable(),
  /** From what the last minutes showed; null while unknown. */
  estimatedWaitSeconds: z.int().nullable(),
  /** When to ask again, for who does not watch. */
  pollAfterSeconds: z.int(),
  joinedAt: z.date(),
  admittedAt: z.date().nullable(),
  /** When the pass ends, once it has been claimed by a call with the token. */
  activeUntil: z.date().nullable(),
  /** Who joined before the opening: the pseudonym in the list of the draw. */
  entrant: id.nullable(),
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

/** What an operator may set; every field is optional and keeps its value when left out. */
export const queueSettingsInput = z.object({
  /** Most passes active at once. */
  maxActive: z.int().min(0).max(1_000_000).optional(),
  /** Most admissions in any sliding 60 seconds. */
  admitPerMinute: z.int().min(0).max(1_000_000).optional(),
  /** How long a claimed pass lasts from its admission. */
  activeSeconds: z.int().min(1).max(86_400).optional(),
  /** How long an admitted user has to make the first call with the token; at least twice pollAfterSeconds. */
  claimSeconds: z.int().min(2).max(3_600).optional(),
  pollAfterSeconds: z.int().min(1).max(300).optional(),
  /** Joins before it are the pre-queue; null follows the concert's salesOpenAt. */
  opensAt: time.nullable().optional(),
  /** Joins are taken, nobody is admitted. */
  paused: z.boolean().optional(),
  /** No new joins; those who wait are still admitted, live passes finish. */
  closed: z.boolean().optional(),
  /**
   * Names the public random value that the next draw is to be mixed with, such as a coming round of
   * a public beacon; null: none. Can't be changed once somebody has joined that draw.
   */
  drawSource: text.trim().min(1).max(200).nullable().optional(),
});
export type QueueSettingsInput = z.output<typeof queueSettingsInput>;

export const queueSettingsView = z.object({
  concertId: id,
  maxActive: z.int(),
  admitPerMinute: z.int(),
  activeSeconds: z.int(),
  claimSeconds: z.int(),
  pollAfterSeconds: z.int(),
  opensAt: z.date().nullable(),
  paused: z.boolean(),
  closed: z.boolean(),
  drawSource: z.string().nullable(),
});
export type QueueSettingsView = z.output<typeof queueSettingsView>;

export const queueStatsView = z.object({
  prequeue: z.int(),
  waiting: z.int(),
  active: z.int(),
  completed: z.int(),
  expired: z.int(),
  left: z.int(),
  admittedPerMinute: z.int(),
  estimatedWaitSeconds: z.int().nullable(),
  settings: queueSettingsView,
});
export type QueueStatsView = z.output<typeof queueStatsView>;

export const drawInput = pageInput.extend({
  concertId: id,
  /** Which draw, counted from 1; the last one that was frozen unless told, or the one to come. */
  round: z.int().min(1).max(1_000_000).optional(),
});
export type DrawInput = z.output<typeof drawInput>;

/** What is public of a draw from the moment on at which anybody can join it. */
export const drawPromise = z.object({
  round: z.int(),
  /** SHA-256 of the seed, in hex. */
  seedHash: z.string(),
  /** The public random value that it will be mixed with, as it was named. */
  source: z.string().nullable(),
});

const drawEntry = z.object({ entrant: id, place: z.int().nullable() });

/** What is public of a draw so far; draw-order.ts of the contract tells how places follow from it. */
export const drawView = drawPromise.extend({
  concertId: id,
  /** The list is final from then on: its length and its hash. */
  frozenAt: z.date().nullable(),
  entrants: z.int().nullable(),
  entrantsHash: z.string().nullable(),
  publicValue: z.string().nullable(),
  /** The seed is public from then on, in hex. */
  drawnAt: z.date().nullable(),
  seed: z.string().nullable(),
  /** The number of the first place less one. */
  afterNumber: z.int().nullable(),
  /** The list in order of arrival, once it is final; places from 1 once it is drawn. */
  items: z.array(drawEntry),
  nextCursor: z.string().nullable(),
});
export type DrawView = z.output<typeof drawView>;
