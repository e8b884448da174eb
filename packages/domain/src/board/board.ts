import type { AvailabilityView } from '@frontrow/contract/chart';
import type {
  AdminAvailabilityInput,
  BoardInput,
  BoardView,
} from '@frontrow/contract/operators/board';
import { getPerformance } from '../concert/concert.ts';
import { health } from '../health/health.ts';
import { DomainError } from '../kernel/errors.ts';
import { listActions } from '../operator-log/operator-log.ts';
import { queueStats } from '../queue/operator/queue-stats.ts';
import type { QueueContext } from '../queue/queue-context.ts';
import type { SalesContext } from '../sales-stats/sales-memory.ts';
import { salesStats } from '../sales-stats/sales-stats.ts';
import { placesOf } from '../seating/seating.ts';

const MAX_ACTIONS = 50;
const MINUTE_MS = 60_000;

/**
 * All that the board of a sale shows.
 *
 * @throws CONCERT_NOT_FOUND, PERFORMANCE_NOT_FOUND, also for a performance of another concert
 */
export async function board(
  ctx: QueueContext & SalesContext,
  { concertId, minutes, performanceId, sinceVersion }: BoardInput,
): Promise<BoardView> {
  const [queue, sales, state] = await Promise.all([
    queueStats(ctx, concertId),
    salesStats(ctx, { concertId, minutes }),
    health(ctx),
  ]);
  const since = new Date(state.database.time.getTime() - minutes * MINUTE_MS);
  const { items } = await listActions(ctx, { targetId: concertId, since, limit: MAX_ACTIONS });
  const places =
    performanceId === undefined
      ? null
      : await placesForOperators(ctx, { performanceId, sinceVersion, concertId });
  return { at: state.database.time, queue, sales, health: state, actions: items, places };
}

/**
 * Which places of a performance are available, held, sold or blocked, whether or not it can be booked.
 *
 * @throws PERFORMANCE_NOT_FOUND, also if it is not one of the concert that is given
 */
export async function placesForOperators(
  ctx: QueueContext,
  { performanceId, sinceVersion, concertId }: AdminAvailabilityInput & { concertId?: string },
): Promise<AvailabilityView> {
  const performance = await getPerformance(ctx, performanceId);
  if (concertId !== undefined && performance.concert_id !== concertId) {
    throw new DomainError('PERFORMANCE_NOT_FOUND');
  }
  return placesOf(ctx, performance, sinceVersion);
}
