import type { FrontrowClient } from '@frontrow/sdk';

/** A concert with one date in a house with seats and a standing area. */
export interface House {
  concertId: string;
  performanceId: string;
}

export interface HouseOptions {
  /** Of the one row of seats. */
  seats?: number;
  standing?: number;
  orphanRule?: 'off' | 'refuse';
  queue?: { maxActive?: number; claimSeconds?: number; activeSeconds?: number };
}

/** Places 0 and on are the seats of row A of the section Stalls; those after them stand in the section Floor. */
export async function openHouse(
  { admin }: Pick<FrontrowClient, 'admin'>,
  { seats = 6, standing = 4, orphanRule = 'off', queue = {} }: HouseOptions = {},
): Promise<House> {
  const { id } = await admin.createConcert.mutate({
    ...{ title: 'T', artist: 'A', venue: 'V' },
    queue: { pollAfterSeconds: 1, ...queue },
  });

  const { chartId } = await admin.createChart.mutate({
    name: `A house ${id}`,
    chart: {
      ...{ width: 1_000, height: 1_000, focus: [500, 0] },
      sections: [
        {
          ...{ name: 'Stalls', category: 'Seat', kind: 'SEATED' },
          rows: [{ name: 'A', count: seats, start: [100, 200], end: [100 + 10 * seats, 200] }],
        },
        { name: 'Floor', category: 'Standing', kind: 'GENERAL', capacity: standing },
      ],
    },
  });
  const { performanceId } = await admin.createPerformance.mutate({
    ...{ concertId: id, chartId, orphanRule },
    startsAt: new Date(Date.now() + 86_400_000),
    prices: { Seat: 1_000, Standing: 500 },
  });
  return { concertId: id, performanceId };
}
