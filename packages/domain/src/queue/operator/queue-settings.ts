import type { QueueSettingsInput, QueueSettingsView } from '@frontrow/contract/queue';
import type { Concert } from '@frontrow/database/entities/concert';
import type { Queue } from '@frontrow/database/entities/queue';
import { DomainError } from '../../kernel/errors.ts';

/**
 * Sets the settings that are given.
 *
 * @param path of the settings in the caller's input, for the refusal
 * @throws VALIDATION_FAILED with both paths if the claim window does not cover two polls
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
    throw new DomainError('VALIDATION_FAILED', {
      issues: [
        { path: [...path, 'claimSeconds'], message: 'must be at least twice pollAfterSeconds' },
        { path: [...path, 'pollAfterSeconds'], message: 'must be at most half of claimSeconds' },
      ],
    });
  }
}

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
