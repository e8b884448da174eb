import type { QueueContext } from '../queue-context.ts';

/** Counts again what the concerts have left where somebody watches, or waits and may be told, if the last count is due. */
export async function refreshSupplies(ctx: QueueContext): Promise<void> {
  const { replicas, supplies, watches } = ctx.queue;
  const time = ctx.clock.now();
  const waitedFor = replicas.all.filter(
    (replica) =>
      replica.isActive && replica.waiting + replica.prequeue > 0 && replica.saleAt(time) === 'open',
  );
  const concertIds = waitedFor.map(({ concertId }) => concertId);
  await supplies.refresh(ctx, [...new Set([...concertIds, ...watches.concertIds])]);
}
