import type { ForecastQueueInput, ForecastQueueView } from '@frontrow/contract/queue';
import { DomainError } from '../../kernel/errors.ts';
import { SALE_CLOSED } from '../entry/entry.sql.ts';
import { type AdmissionSettings, forecastFrom } from '../pacing/forecast.ts';
import type { QueueContext } from '../queue-context.ts';
import { turnoverOf } from '../replica/estimate-waits.ts';
import { TURNOVER, type TurnoverRow } from '../replica/turnover.sql.ts';
import { PREQUEUE_COUNT, WAITING_COUNT } from './queue-stats.ts';

interface ForecastRow extends AdmissionSettings {
  closed: boolean;
  waiting: number;
}

/** Those in the pre-queue wait too: they get their numbers at the opening. $1 concert, $2 now. */
const SETTINGS = {
  name: 'queue-forecast-settings',
  text: `
    with t as materialized (select coalesce($2::timestamptz, clock_timestamp()) as now)
    select q.paused, q.max_active as "maxActive", q.admit_per_minute as "admitPerMinute",
      q.active_seconds as "activeSeconds", ${SALE_CLOSED} as closed,
      ${PREQUEUE_COUNT} + ${WAITING_COUNT} as waiting
    from queue q join concert c on c.id = q.concert_id, t where q.concert_id = $1`,
};

/**
 * How long the last in line waits, by the settings in force and by others, from what was observed in the last minutes.
 * Changes nothing.
 *
 * @throws CONCERT_NOT_FOUND
 */
export async function forecastQueue(
  ctx: QueueContext,
  { concertId, ...changes }: ForecastQueueInput,
): Promise<ForecastQueueView> {
  const [[found], [turnover]] = await Promise.all([
    ctx.sql.rows<ForecastRow>(SETTINGS, [concertId, ctx.now()]),
    ctx.sql.rows<TurnoverRow>(TURNOVER, [[concertId], ctx.now()]),
  ]);
  if (!found || !turnover) throw new DomainError('CONCERT_NOT_FOUND');
  const { closed, waiting, ...inForce } = found;
  const waitBy = (settings: AdmissionSettings): number | null => {
    // The settings decide whether anybody is admitted, whatever the position.
    const estimate = forecastFrom(settings, turnoverOf(turnover, waiting))(Math.max(1, waiting));
    if (closed || estimate === null) return null;
    return waiting === 0 ? 0 : estimate.seconds;
  };
  return {
    now: waitBy(inForce),
    // biome-ignore lint/suspicious/noThenProperty: the contract names it so, and it is no function
    then: waitBy({
      paused: changes.paused ?? inForce.paused,
      maxActive: changes.maxActive ?? inForce.maxActive,
      admitPerMinute: changes.admitPerMinute ?? inForce.admitPerMinute,
      activeSeconds: changes.activeSeconds ?? inForce.activeSeconds,
    }),
  };
}
