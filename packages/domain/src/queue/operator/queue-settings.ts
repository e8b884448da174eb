import type { QueueSettingsInput, QueueSettingsView } from '@frontrow/contract/queue';
import type { Concert } from '@frontrow/database/entities/concert';
import type { Queue } from '@frontrow/database/entities/queue';
import { validationFailed } from '../../kernel/errors.ts';

/**
 * Sets the settings that are given.
 *
 * @param path of the settings in the caller's input, for the refusal
 * @throws VALIDATION_FAILED if the claim window does not cover two polls
 */
export function applySettings(
  queue: Queue,
  settings: QueueSettingsInput,
  path: string[] = [],
): void {
  for (const [name, value] of Object.entries(settings)) {
    if (value !== undefined) Object.assign(queue, { [name]: value });
  }
  if (queue.claimSeconds < 2 * queue.pollAfterSeconds) {
    throw validationFailed([...path, 'claimSeconds'], 'must be at least twice pollAfterSeconds');
  }
}

/** When a queue opens and a concert's sale begins and ends. */
export interface SaleTimes {
  /** The queue's own opening; null: the same as `salesOpenAt`. */
  opensAt: Date | null;
  salesOpenAt: Date | null;
  salesCloseAt: Date | null;
}

/**
 * Requires that the queue opens while the concert is on sale.
 *
 * @param path of the setting that the caller gave, for the refusal
 * @throws VALIDATION_FAILED
 */
export function requireOpeningInSale(
  { opensAt, salesOpenAt, salesCloseAt }: SaleTimes,
  path: string[],
): void {
  if (opensAt === null) return;
  if (salesOpenAt && opensAt < salesOpenAt) {
    throw validationFailed(path, 'the queue would open before salesOpenAt');
  }
  if (salesCloseAt && opensAt >= salesCloseAt) {
    throw validationFailed(path, 'the queue would not open before salesCloseAt');
  }
}

export const saleTimesOf = (queue: Queue, concert: Concert): SaleTimes => ({
  opensAt: queue.opensAt ?? null,
  salesOpenAt: concert.salesOpenAt ?? null,
  salesCloseAt: concert.salesCloseAt ?? null,
});

export const settingsView = (queue: Queue, concert: Concert): QueueSettingsView => ({
  concertId: concert.id,
  maxActive: queue.maxActive,
  admitPerMinute: queue.admitPerMinute,
  activeSeconds: queue.activeSeconds,
  claimSeconds: queue.claimSeconds,
  pollAfterSeconds: queue.pollAfterSeconds,
  opensAt: queue.opensAt ?? concert.salesOpenAt ?? null,
  paused: queue.paused,
  closed: queue.closed,
  message: queue.message ?? null,
  drawSource: queue.drawSource ?? null,
});
