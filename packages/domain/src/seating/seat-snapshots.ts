import { randomInt } from 'node:crypto';
import type { DomainContext } from '../kernel/context.ts';
import { DomainError } from '../kernel/errors.ts';
import { type PlaceState, SeatSnapshot, type SeatState } from './seat-snapshot.ts';
import * as statements from './snapshot.sql.ts';

/*
 * Each server keeps the places of each performance that somebody looks at in memory. One statement reads what changed
 * in all of them, however many look; readers never write and never lock. A change is written by the statement that
 * makes it (`seat_change`), with its transaction, so that a reader who remembers which transactions it has seen misses
 * none.
 *
 * What this process itself changed is shown by its next answer: the change marks the performance, and a reader waits
 * for a read that began after it. Changes of other processes are shown within a second.
 */

/** What is older than this is read again before it is shown. Under the second that the contract allows. */
const FRESH_MS = 700;
/** A performance that nobody has asked for in this time is forgotten. */
const IDLE_MS = 60_000;
/** Changes are kept for 60 seconds. Who has not read for this time loads all places anew. */
const LOST_MS = 45_000;

interface Followed {
  snapshot: SeatSnapshot;
  concertId: string;
  chartId: string;
  /** The transactions that were seen. */
  seen: string;
  /** When the last read began and when somebody asked last, by `performance.now()`. */
  readAt: number;
  askedAt: number;
}

export class SeatSnapshots {
  readonly #followed = new Map<string, Followed>();
  readonly #loading = new Map<string, Promise<Followed>>();
  /** Since when a performance was changed by this process, by `performance.now()`. */
  readonly #changedAt = new Map<string, number>();
  #reading: { began: number; done: Promise<void> } | null = null;

  /** The places as of now; see above for how new they are. @throws PERFORMANCE_NOT_FOUND */
  async get(ctx: DomainContext, performanceId: string): Promise<SeatSnapshot> {
    return (await this.follow(ctx, performanceId)).snapshot;
  }

  /** The same, with the ids of the concert and the chart. @throws PERFORMANCE_NOT_FOUND */
  async follow(ctx: DomainContext, performanceId: string): Promise<Followed> {
    let followed = this.#followed.get(performanceId) ?? (await this.#load(ctx, performanceId));
    const due = Math.max(this.#changedAt.get(performanceId) ?? 0, performance.now() - FRESH_MS);
    while (followed.readAt < due) {
      await this.refresh(ctx, due);
      followed = this.#followed.get(performanceId) ?? (await this.#load(ctx, performanceId));
    }
    followed.askedAt = performance.now();
    followed.snapshot.apply([], ctx.clock.now());
    return followed;
  }

  /** The performances that somebody looked at lately. */
  get performanceIds(): string[] {
    return [...this.#followed.keys()];
  }

  /** This process has changed places of the performance: the next answer must show it. */
  markChanged(performanceId: string): void {
    this.#changedAt.set(performanceId, performance.now());
  }

  /**
   * Reads what changed in all performances, and forgets those that nobody asks for. Calls at the same time share a
   * read that began late enough.
   *
   * @param due the read must begin after this, by `performance.now()`
   */
  async refresh(ctx: DomainContext, due = performance.now()): Promise<void> {
    const running = this.#reading;
    if (running && running.began >= due) return running.done;
    if (running) await running.done.catch(() => {});
    if (this.#reading && this.#reading.began >= due) return this.#reading.done;
    const began = performance.now();
    const done = this.#read(ctx, began).finally(() => {
      this.#reading = null;
    });
    this.#reading = { began, done };
    return done;
  }

  async #read(ctx: DomainContext, began: number): Promise<void> {
    for (const [id, { askedAt, readAt }] of this.#followed) {
      if (began - askedAt > IDLE_MS || began - readAt > LOST_MS) this.#forget(id);
    }
    const followed = [...this.#followed.entries()];
    if (followed.length === 0) return;
    const values = [followed.map(([id]) => id), followed.map(([, { seen }]) => seen)];
    const rows = await ctx.sql.rows<statements.ChangedRow>(statements.CHANGED_SEATS, values);
    const changes = new Map<string, PlaceState[]>(followed.map(([id]) => [id, []]));
    for (const { performance_id: id, place, state, expires, holder } of rows) {
      if (id !== null && place !== null) changes.get(id)?.push({ place, state, expires, holder });
    }
    for (const [id, each] of followed) {
      each.snapshot.apply(changes.get(id) ?? [], ctx.clock.now());
      each.seen = rows[0]?.seen ?? each.seen;
      each.readAt = began;
      if ((this.#changedAt.get(id) ?? 0) < began) this.#changedAt.delete(id);
    }
  }

  #forget(performanceId: string): void {
    this.#followed.delete(performanceId);
    this.#changedAt.delete(performanceId);
  }

  #load(ctx: DomainContext, performanceId: string): Promise<Followed> {
    const running = this.#loading.get(performanceId);
    if (running) return running;
    const loading = this.#loadNow(ctx, performanceId).finally(() =>
      this.#loading.delete(performanceId),
    );
    this.#loading.set(performanceId, loading);
    return loading;
  }

  async #loadNow(ctx: DomainContext, performanceId: string): Promise<Followed> {
    const readAt = performance.now();
    const [row] = await ctx.sql.rows<statements.LoadedRow>(statements.LOAD_SEATS, [performanceId]);
    if (!row) throw new DomainError('PERFORMANCE_NOT_FOUND');
    const snapshot = new SeatSnapshot(performanceId, row.seats_total, firstVersion());
    snapshot.apply(placesIn(row), ctx.clock.now());
    const followed: Followed = {
      ...{ snapshot, concertId: row.concert_id, chartId: row.chart_id },
      ...{ seen: row.seen, readAt, askedAt: readAt },
    };
    this.#followed.set(performanceId, followed);
    return followed;
  }
}

function placesIn({ states, owned }: statements.LoadedRow): PlaceState[] {
  const places: PlaceState[] = [...states].map((state, place) => ({
    ...{ place, state: state as SeatState, expires: null, holder: null },
  }));
  for (const [index, place] of owned.places.entries()) {
    const own = places[place];
    if (own) {
      own.expires = owned.expires[index] ?? null;
      own.holder = owned.holders[index] ?? null;
    }
  }
  return places.filter(({ state }) => state !== 'A');
}

/** 2^33 versions for each load; no other load of any process starts where one of these lies, but one in a million. */
const firstVersion = (): number => randomInt(1, 2 ** 20) * 2 ** 33;

/** How long a change is kept, in seconds. */
const KEPT_SECONDS = 60;

/** Deletes changes that every server has read or must load anew. Any number of servers may run it. */
export async function deleteOldSeatChanges(ctx: DomainContext): Promise<void> {
  await ctx.sql.rows(statements.DELETE_OLD_CHANGES, [KEPT_SECONDS]);
}
