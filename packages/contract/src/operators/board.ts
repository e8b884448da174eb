import { z } from 'zod';
import { availabilityView } from '../chart.ts';
import { actionView, MAX_STATS_MINUTES, salesStatsView } from '../operations.ts';
import { id } from '../primitives.ts';
import { queueStatsView } from '../queue.ts';
import { healthView } from './health.ts';

export const boardInput = z.object({
  concertId: id,
  /** How many minutes `sales.series` has, and from when on `actions` are listed. */
  minutes: z.int().min(1).max(MAX_STATS_MINUTES).default(60),
  /** Adds the places of this performance of the concert. */
  performanceId: id.optional(),
  /** The `version` of the places that are known already. */
  sinceVersion: z.int().min(0).optional(),
});
export type BoardInput = z.output<typeof boardInput>;

/** All that a board of a sale shows, in one answer: ask it every two seconds. */
export const boardView = z.object({
  /** The time of the answer, by the database's clock. */
  at: z.date(),
  /** As `admin.queueStats`. */
  queue: queueStatsView,
  /** As `admin.salesStats`. */
  sales: salesStatsView,
  /** As `admin.health`. */
  health: healthView,
  /** What operators did to this concert in these minutes, at most the last 50, newest first. */
  actions: z.array(actionView),
  /** As `concert.availability`, also of a performance that cannot be booked; null unless it was asked for. */
  places: availabilityView.nullable(),
});
export type BoardView = z.output<typeof boardView>;

export const adminAvailabilityInput = z.object({
  performanceId: id,
  sinceVersion: z.int().min(0).optional(),
});
export type AdminAvailabilityInput = z.output<typeof adminAvailabilityInput>;
