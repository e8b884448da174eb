import { entrantsHashOf, placesInDraw, seedHashOf } from '@frontrow/contract/draw-order';
import type { DrawView } from '@frontrow/contract/queue';
import { entrantOf } from '@frontrow/domain/queue/queue-token';
import { expect } from 'vitest';
import type { Place } from '../oracle/entry.ts';
import type { Server } from './servers.ts';

/** The draw as a server publishes it. */
export const drawOn = ({ services }: Server, concertId: string, round: number): Promise<DrawView> =>
  services.queue.draw({ concertId, round, limit: 100 });

/**
 * Checks that all servers publish the same draw, that it is the one that was promised, of the list as
 * users joined it, in the order that follows from it. The place of each of them, by token.
 */
export async function provenDraw(
  servers: readonly Server[],
  { concertId, round, promised }: { concertId: string; round: number; promised: string },
  list: readonly Place[],
): Promise<Map<string, number>> {
  const [draw, ...others] = await Promise.all(
    servers.map((server) => drawOn(server, concertId, round)),
  );
  if (!draw) throw new Error('no servers');
  for (const other of others) expect(other).toEqual(draw);
  const entrants = list.map(({ tokenId }) => entrantOf(tokenId));
  const { seed, publicValue } = draw;
  if (seed === null) throw new Error(`draw ${round} has not been held`);
  const places = placesInDraw({ seed, publicValue, entrants });
  expect(draw).toMatchObject({
    seedHash: promised,
    entrants: entrants.length,
    entrantsHash: entrantsHashOf(entrants),
    items: entrants.map((entrant) => ({ entrant, place: places.get(entrant) })),
  });
  expect(seedHashOf(seed)).toBe(promised);
  return new Map(list.map(({ tokenId }) => [tokenId, places.get(entrantOf(tokenId)) ?? 0]));
}
