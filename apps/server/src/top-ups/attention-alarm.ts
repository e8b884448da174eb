import type { QueueContext } from '@frontrow/domain/queue/queue-context';
import { countTopUps } from '@frontrow/domain/top-up/operator/list-top-ups';

/** Logs one line at error level if a person has to decide about top-ups. */
export async function warnOfAttention(ctx: QueueContext): Promise<void> {
  const { attention } = await countTopUps(ctx);
  if (attention === 0) return;
  ctx.log.error(
    { topUps: attention },
    'top-ups need a decision: admin.listTopUps({ attention: true }) lists them, admin.resolveTopUp ends each',
  );
}
