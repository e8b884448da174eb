import type { Logger } from '@frontrow/domain/kernel/logger';
import type { Kind } from './work.ts';

const INTERVAL_MS = 5_000;

/**
 * Logs how many requests were refused, in one line every 5 seconds: a line for each would cost more than the refusal.
 */
export function createLoadLog(log: Logger): (kind: Kind) => void {
  const counts = new Map<Kind, number>();
  return (kind) => {
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
    if (counts.size > 1 || counts.get(kind) !== 1) return;
    setTimeout(() => {
      log.warn({ refused: Object.fromEntries(counts) }, 'more requests than can be served');
      counts.clear();
    }, INTERVAL_MS).unref();
  };
}
