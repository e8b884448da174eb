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
/** Who has not read changes for this time, by the database's clock, loads all places anew. */
const LOST_MS = 45_000;
/**
 * How long a change is kept. It counts from the statement that made it, and its transaction may take 2 minutes more;
 * nobody who is not lost may miss it.
 */
const KEPT_SECONDS = 240;
/** The most places in memory, unless more were asked for in the last RECENT_MS. */
const MOST_PLACES = 4_000_000;
/** What was asked for in this time is not forgotten to make room: it would be loaded again at once. */
const RECENT_MS = 10_000;

interface Followed {
  snapshot: SeatSnapshot;
  concertId: string;
  chartId: string;
  /** The transactions that were seen, and when, by the database's clock. */
  seen: string;
  seenAt: number;
  /** When the last read began and when somebody asked last, by `performance.now()`. */
  readAt: number;
  askedAt: number;
}

export interface SnapshotLimits {
  mostPlaces: number;
  recentMs: number;
  lostMs: number;
}

export class SeatSnapshots {
  readonly #limits: SnapshotLimits;
  readonly #followed = new Map<string, Followed>();
  readonly #loading = new Map<string, Promise<Followed>>();
  /** Since when a performance was changed by this process, and since when any was, by `performance.now()`. */
  readonly #changedAt = new Map<string, number>();
  #anyChangedAt = 0;
  /** Since when places were held that this process chose, which its next choice knows without a read (picks.ts). */
  readonly #heldAt = new Map<string, number>();
  #reading: { began: number; done: Promise<void> } | null = null;

  constructor(limits: Partial<SnapshotLimits> = {}) {
    this.#limits = { mostPlaces: MOST_PLACES, recentMs: RECENT_MS, lostMs: LOST_MS, ...limits };
  }

  /** The places as of now; see above for how new they are. @throws PERFORMANCE_NOT_FOUND */
  async get(ctx: DomainContext, performanceId: string): Promise<SeatSnapshot> {
    return (await this.follow(ctx, performanceId)).snapshot;
  }

  /** The same, with the ids of the concert and the chart. @throws PERFORMANCE_NOT_FOUND */
  async follow(ctx: DomainContext, performanceId: string): Promise<Followed> {
    const due = this.#dueOf(performanceId, this.#leastOf(performanceId));
    let followed = this.#followed.get(performanceId) ?? (await this.#load(ctx, performanceId));
    while (followed.readAt < due) {
      await this.refresh(ctx, due);
      followed = this.#followed.get(performanceId) ?? (await this.#load(ctx, performanceId));
    }
    return asked(ctx, followed);
  }

  /** As `follow`, for a choice of places: it may lack what this process has chosen and held. */
  async followForChoice(ctx: DomainContext, performanceId: string): Promise<Followed> {
    const followed = this.#followed.get(performanceId);
    const due = this.#dueOf(performanceId, performance.now() - FRESH_MS);
    if (!followed || followed.readAt < due) return this.follow(ctx, performanceId);
    return asked(ctx, followed);
  }

  /** As `get`, without a read; null if one is needed. */
  peekFresh(ctx: DomainContext, performanceId: string): SeatSnapshot | null {
    const followed = this.#followed.get(performanceId);
    if (!followed || followed.readAt < this.#dueOf(performanceId, this.#leastOf(performanceId))) {
      return null;
    }
    return asked(ctx, followed).snapshot;
  }

  /** The places as they were read last, with holds that have lapsed since; null if the performance is not followed. */
  peek(ctx: DomainContext, performanceId: string): SeatSnapshot | null {
    const followed = this.#followed.get(performanceId);
    return followed ? asked(ctx, followed).snapshot : null;
  }

  /** The performances that somebody looked at lately. */
  get performanceIds(): string[] {
    return [...this.#followed.keys()];
  }

  /**
   * This process has changed places of the performance, or of any without an id: later answers must show it. Call it
   * when the change is committed.
   */
  markChanged(performanceId?: string): void {
    if (performanceId === undefined) this.#anyChangedAt = performance.now();
    else if (this.#followed.has(performanceId) || this.#loading.has(performanceId)) {
      this.#changedAt.set(performanceId, performance.now());
    }
  }

  /** This process has chosen places of the performance and holds them now, and has freed none. */
  markHeld(performanceId: string): void {
    if (this.#followed.has(performanceId)) this.#heldAt.set(performanceId, performance.now());
  }

  #leastOf(performanceId: string): number {
    return Math.max(this.#heldAt.get(performanceId) ?? 0, performance.now() - FRESH_MS);
  }

  /** When the last read must have begun for these places to be shown. */
  #dueOf(performanceId: string, least: number): number {
    return Math.max(this.#changedAt.get(performanceId) ?? 0, this.#anyChangedAt, least);
  }

  /**
   * Reads what changed, if one of these performances was read longer ago than this, or this process has changed it
   * since. Those that are not followed are left out.
   */
  async refreshIfOlder(
    ctx: DomainContext,
    performanceIds: Iterable<string>,
    milliseconds: number,
  ): Promise<void> {
    const least = performance.now() - milliseconds;
    for (const id of performanceIds) {
      const readAt = this.#followed.get(id)?.readAt ?? Number.POSITIVE_INFINITY;
      if (readAt < this.#dueOf(id, least)) return this.refresh(ctx);
    }
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
    this.#forgetIdle(began);
    const followed = [...this.#followed.entries()];
    if (followed.length === 0) return;
    const values = [followed.map(([id]) => id), followed.map(([, { seen }]) => seen)];
    const rows = await ctx.sql.rows<statements.ChangedRow>(statements.CHANGED_SEATS, values);
    const { seen = '', at = Number.NaN } = rows[0] ?? {};
    ctx.clock.addReading(at, { asked: began, answered: performance.now() });
    const changes = new Map<string, PlaceState[]>(followed.map(([id]) => [id, []]));
    for (const { performance_id: id, place, state, expires, holder } of rows) {
      if (id !== null && place !== null) changes.get(id)?.push({ place, state, expires, holder });
    }
    for (const [id, each] of followed) {
      // This process may have stood still between the last read and this one.
      if (!(at - each.seenAt < this.#limits.lostMs)) {
        this.#forget(id);
        continue;
      }
      each.snapshot.apply(changes.get(id) ?? [], ctx.clock.now());
      Object.assign(each, { seen, seenAt: at, readAt: began });
      for (const marks of [this.#changedAt, this.#heldAt]) {
        if ((marks.get(id) ?? 0) < began) marks.delete(id);
      }
    }
  }

  #forgetIdle(time: number): void {
    for (const [id, { askedAt }] of this.#followed) if (time - askedAt > IDLE_MS) this.#forget(id);
  }

  #forget(performanceId: string): void {
    this.#followed.delete(performanceId);
    this.#changedAt.delete(performanceId);
    this.#heldAt.delete(performanceId);
  }

  /** Forgets those that were asked for longest ago until there is room for so many places. */
  #makeRoom(places: number): void {
    const all = [...this.#followed].sort(([, a], [, b]) => a.askedAt - b.askedAt);
    const recent = performance.now() - this.#limits.recentMs;
    let sum = places;
    for (const [, { snapshot }] of all) sum += snapshot.places;
    for (const [id, { snapshot, askedAt }] of all) {
      if (sum <= this.#limits.mostPlaces || askedAt > recent) return;
      this.#forget(id);
      sum -= snapshot.places;
    }
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
    const { seats_total: places, standing, seen, at: seenAt } = row;
    ctx.clock.addReading(seenAt, { asked: readAt, answered: performance.now() });
    const first = { firstVersion: firstVersion(), standing };
    const snapshot = new SeatSnapshot(performanceId, places, first);
    snapshot.apply(placesIn(row), ctx.clock.now());
    this.#makeRoom(places);
    const followed: Followed = {
      ...{ snapshot, concertId: row.concert_id, chartId: row.chart_id },
      ...{ seen, seenAt, readAt, askedAt: performance.now() },
    };
    this.#followed.set(performanceId, followed);
    return followed;
  }
}

function asked(ctx: DomainContext, followed: Followed): Followed {
  followed.askedAt = performance.now();
  followed.snapshot.apply([], ctx.clock.now());
  return followed;
}

/** The places that are not available. */
function placesIn({ states, owned }: statements.LoadedRow): PlaceState[] {
  const places: PlaceState[] = owned.places.map((place, index) => ({
    place,
    state: (states[place] ?? 'A') as SeatState,
    expires: owned.expires[index] ?? null,
    holder: owned.holders[index] ?? null,
  }));
  for (let place = states.indexOf('B'); place !== -1; place = states.indexOf('B', place + 1)) {
    places.push({ place, state: 'B', expires: null, holder: null });
  }
  return places;
}

/** 2^33 versions for each load; no other load of any process starts where one of these lies, but one in a million. */
const firstVersion = (): number => randomInt(1, 2 ** 20) * 2 ** 33;

/** Deletes changes that every server has read, or is lost without. Any number of servers may run it. */
export async function deleteOldSeatChanges(ctx: DomainContext): Promise<void> {
  await ctx.sql.rows(statements.DELETE_OLD_CHANGES, [KEPT_SECONDS]);
}
