import { entrantsHashOf, placesInDraw, seedHashOf } from '@frontrow/contract/draw/draw-order';
import type { DrawView } from '@frontrow/contract/queue';
import { entrantOf } from '@frontrow/domain/queue/token/queue-token';
import { expect } from 'vitest';
import type { ModelServer } from '../calls/servers.ts';
import type { ModelEntry } from '../model/entry.ts';
import type { ConcertFixture } from './concert-fixture.ts';

/** Checks that the servers publish the draws of a concert as they promised. */
export class PublishedDraws {
  readonly #fixture: ConcertFixture;
  /** By round: the hash of the seed as it was published before anybody joined. */
  readonly #seedHashes = new Map<number, string>();
  readonly #checked = new Set<number>();

  constructor(fixture: ConcertFixture) {
    this.#fixture = fixture;
  }

  isChecked = (round: number): boolean => this.#checked.has(round);

  /** Keeps the published seed hash of a draw, the first time that it is asked for. */
  async noteSeedHash(round: number): Promise<void> {
    if (this.#seedHashes.has(round)) return;
    const { seedHash } = await this.#read(this.#fixture.server(0), round);
    this.#seedHashes.set(round, seedHash);
  }

  /**
   * Checks that all servers publish the same draw, that its seed fits the hash published before, that
   * its list is the given one, and that its order follows from the seed and the list.
   *
   * @param entrants the entries on the list, in the order of arrival
   * @returns the rank of each entrant from 1, by the id of the entry
   */
  async check(round: number, entrants: readonly ModelEntry[]): Promise<Map<string, number>> {
    this.#checked.add(round);
    const seedHash = this.#seedHashes.get(round) ?? 'was never published';
    const [draw, ...others] = await Promise.all(
      this.#fixture.servers.map((server) => this.#read(server, round)),
    );
    if (!draw) throw new Error('there are no servers');
    for (const other of others) expect(other).toEqual(draw);
    const names = entrants.map(({ entryId }) => entrantOf(entryId));
    const { seed, publicValue } = draw;
    if (seed === null) throw new Error(`draw ${round} has no result`);
    const ranks = placesInDraw({ seed, publicValue, entrants: names });
    expect(draw).toMatchObject({
      seedHash,
      entrants: names.length,
      entrantsHash: entrantsHashOf(names),
      items: names.map((entrant) => ({ entrant, place: ranks.get(entrant) })),
    });
    expect(seedHashOf(seed)).toBe(seedHash);
    return new Map(entrants.map(({ entryId }) => [entryId, ranks.get(entrantOf(entryId)) ?? 0]));
  }

  #read = ({ services }: ModelServer, round: number): Promise<DrawView> =>
    services.queue.draw({ concertId: this.#fixture.concertId, round, limit: 100 });
}
