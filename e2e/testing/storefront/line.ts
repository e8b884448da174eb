import type { FrontrowClient } from '@frontrow/sdk';
import type { Sale } from '../sale/sale.ts';

/** Makes the page believe that its tab is in the background. */
export const HIDE = `
  Object.defineProperty(document, 'hidden', { value: true, configurable: true });
  Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true });
  document.dispatchEvent(new Event('visibilitychange'));`;

/** A concert with 4 seats whose queue lets nobody in yet, and the clients of those who wait in it, first to last. */
export async function fullConcert(
  sale: Sale,
  ahead: number,
): Promise<{ concertId: string; clients: FrontrowClient[] }> {
  const concertId = await sale.concert(4, { maxActive: 0 });
  const clients: FrontrowClient[] = [];
  for (let n = 0; n < ahead; n++) {
    const client = await sale.client(`ahead ${n} ${concertId}`);
    await client.queue.join.mutate({ concertId });
    clients.push(client);
  }
  return { concertId, clients };
}

/** Lets so many people have a pass at the same time. */
export const admit = ({ operator }: Sale, concertId: string, maxActive: number) =>
  operator.admin.configureQueue.mutate({ concertId, maxActive });

/** The only date of a concert. */
export async function onlyDate({ operator }: Sale, concertId: string): Promise<string> {
  const { items } = await operator.admin.listPerformances.query({ concertId });
  return items[0]?.performanceId ?? '';
}
