import { setTimeout as sleep } from 'node:timers/promises';
import type { DomainContext } from '../kernel/context.ts';
import { DatabaseClock } from '../kernel/database-clock.ts';
import { DomainError } from '../kernel/errors.ts';
import { perProcess } from '../kernel/per-process.ts';
import { DrawBook } from './draw-book.ts';
import { forecastFrom } from './forecast.ts';
import type { ChangeRow, RoomRow, TurnoverRow } from './room.sql.ts';
import * as statements from './room.sql.ts';
import { type LoadedRoom, type Range, Room } from './room.ts';

/**
 * How long after a change all servers show it, in milliseconds. Each of them has read it by then; one
 * that has not reads first.
 */
const SHOWN_AFTER = 450;
/** What it may take from the time that a change bears until it is committed; both are one statement. */
const COMMIT_SLACK = 200;
/** How old what is shown may be where reading takes longer than it should. */
const OLDEST = 900;
/** Tokens that this process knows more of than the rooms show, for as long as that can be. */
const AHEAD_MILLISECONDS = 2 * SHOWN_AFTER;
const FORECAST_MILLISECONDS = 5_000;
const UNUSED_MILLISECONDS = 15 * 60_000;
const MOST_ATTEMPTS = 3;

export const roomsOf = (ctx: DomainContext): Rooms => perProcess(ctx, Rooms);

/**
 * The lines that this process follows. What they show is at most a second old: a look at them reads
 * the database first when it has to, and otherwise not at all.
 */
export class Rooms {
  readonly #rooms = new Map<string, { room: Room; usedAt: number }>();
  readonly #loading = new Map<string, Promise<Room>>();
  readonly #ahead = new Map<string, number>();
  readonly #clock = new DatabaseClock();
  readonly #workingOut = new Set<string>();
  #refreshing: Promise<void> | null = null;
  #reader: DomainContext | null = null;

  /** Whether the lines that stood when this process began have been read. */
  ready = false;

  /**
   * Reads by way of this context from now on, whoever asks: it has connections of its own, so that
   * calls that keep all of the others busy do not keep anybody from seeing where the lines are.
   */
  readBy(ctx: DomainContext): void {
    this.#reader = ctx;
  }

  /** Reads every line that somebody stands in, so that nobody who polls has to wait for that. */
  async prepare(ctx: DomainContext): Promise<void> {
    const lines = await ctx.sql.rows<{ concert_id: string }>(statements.LINES, []);
    for (const { concert_id } of lines) await this.of(ctx, concert_id);
    this.ready = true;
  }

  /** The room, showing what it has to by now. @throws CONCERT_NOT_FOUND */
  async of(ctx: DomainContext, concertId: string): Promise<Room> {
    for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt++) {
      const room = this.fresh(ctx, concertId);
      if (room) return room;
      const { loadedAsOf } = await this.known(ctx, concertId);
      // It begins with all that was there by then, and others show that only now.
      await this.shown(ctx, loadedAsOf);
      if (this.fresh(ctx, concertId)) continue;
      await this.refresh(ctx);
      const read = this.#rooms.get(concertId)?.room;
      if (ctx.now && read) {
        read.advance(Number.POSITIVE_INFINITY);
        return read;
      }
    }
    const room = this.#upTo(concertId, OLDEST);
    if (room) return room;
    throw new DomainError('SERVICE_UNAVAILABLE', { retryAfterSeconds: 1 });
  }

  /** The same where that needs no look at the database, or null. */
  fresh({ now }: DomainContext, concertId: string): Room | null {
    return now ? null : this.#upTo(concertId, SHOWN_AFTER);
  }

  #upTo(concertId: string, age: number): Room | null {
    const known = this.#rooms.get(concertId);
    if (!known) return null;
    const now = this.#clock.now();
    const { as_of } = known.room.row;
    const shownTo = Math.min(now - SHOWN_AFTER, as_of - COMMIT_SLACK);
    if (!(shownTo >= now - age && shownTo >= known.room.loadedAsOf)) return null;
    known.usedAt = performance.now();
    known.room.advance(shownTo);
    return known.room;
  }

  /** The room as it was read, whatever it shows: for what does not depend on positions. */
  async known(ctx: DomainContext, concertId: string): Promise<Room> {
    const known = this.#rooms.get(concertId);
    if (!known) return this.#load(ctx, concertId);
    known.usedAt = performance.now();
    return known.room;
  }

  /** The room once its head has a change. */
  async upTo(ctx: DomainContext, concertId: string, seq: number): Promise<Room> {
    for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt++) {
      const room = await this.known(ctx, concertId);
      if (room.row.seq >= seq && !ctx.now) return room;
      await this.catchUp(ctx);
      if (ctx.now) return this.of(ctx, concertId);
    }
    return this.known(ctx, concertId);
  }

  /** Done once every server shows what happened at that time of the database. */
  async shown(ctx: DomainContext, at: number): Promise<void> {
    while (!ctx.now) {
      const milliseconds = at + SHOWN_AFTER - this.#clock.now();
      if (!(milliseconds >= 0)) return;
      await sleep(Math.ceil(milliseconds) + 1);
    }
  }

  /** Notes that the database says more of a token than the room shows yet. */
  isAhead(tokenId: string): void {
    this.#ahead.set(tokenId, performance.now() + AHEAD_MILLISECONDS);
  }

  wasAhead(tokenId: string): boolean {
    return this.#ahead.has(tokenId);
  }

  /** Reads all that was committed before it was asked. */
  async catchUp(ctx: DomainContext): Promise<void> {
    await this.#refreshing?.catch(() => {});
    await this.refresh(ctx);
  }

  /** Reads what changed in all rooms, once for all who ask meanwhile. */
  refresh(ctx: DomainContext): Promise<void> {
    this.#refreshing ??= this.#refresh(this.#reader ?? ctx).finally(() => {
      this.#refreshing = null;
    });
    return this.#refreshing;
  }

  async #refresh(ctx: DomainContext): Promise<void> {
    const asked = performance.now();
    for (const [id, { usedAt }] of this.#rooms) {
      if (usedAt < asked - UNUSED_MILLISECONDS) this.#rooms.delete(id);
    }
    for (const [tokenId, until] of this.#ahead) if (until < asked) this.#ahead.delete(tokenId);
    const rooms = [...this.#rooms.values()].map(({ room }) => room);
    if (rooms.length === 0) return;
    const values = [rooms.map(({ concertId }) => concertId), rooms.map(({ row }) => row.seq)];
    const rows = await ctx.sql.rows<RoomRow & { changes: ChangeRow[] | null }>(
      statements.REFRESH_ROOMS,
      values,
    );
    const answered = performance.now();
    const behind: string[] = [];
    for (const { changes, ...row } of rows) {
      const known = this.#rooms.get(row.concert_id);
      const whole = known?.room.take(row, changes ?? [], ctx.settings.pollsPerSecond);
      if (known && !whole) behind.push(row.concert_id);
    }
    const [first] = rows;
    if (first) this.#clock.learn(first.as_of, { asked, answered });
    for (const concertId of behind) {
      this.#rooms.delete(concertId);
      this.#load(ctx, concertId).catch((error: unknown) => {
        ctx.log.warn({ err: error, concertId }, 'a line could not be read anew yet');
      });
    }
    const estimating = this.#estimate(ctx).catch((error: unknown) => {
      ctx.log.warn({ err: error }, 'the waits could not be estimated');
    });
    // Nobody waits for an estimate, but for a clock that stands still until all is done.
    if (ctx.now) await estimating;
    this.#workOutDraws(ctx);
  }

  #load(ctx: DomainContext, concertId: string): Promise<Room> {
    const known = this.#loading.get(concertId);
    if (known) return known;
    const loading = this.#read(this.#reader ?? ctx, concertId).finally(() => {
      this.#loading.delete(concertId);
    });
    this.#loading.set(concertId, loading);
    return loading;
  }

  async #read(ctx: DomainContext, concertId: string): Promise<Room> {
    const asked = performance.now();
    const [loaded] = await ctx.sql.rows<
      RoomRow & { left: Range[] | null; left_entries_of: LoadedRoom['leftEntries'] }
    >(statements.LOAD_ROOM, [concertId]);
    if (!loaded) throw new DomainError('CONCERT_NOT_FOUND');
    const { left, left_entries_of, ...row } = loaded;
    this.#clock.learn(row.as_of, { asked, answered: performance.now() });
    const parts: LoadedRoom = { row, left: left ?? [], leftEntries: left_entries_of };
    const room = new Room(parts, ctx.settings.pollsPerSecond);
    this.#rooms.set(concertId, { room, usedAt: performance.now() });
    return room;
  }

  async #estimate(ctx: DomainContext): Promise<void> {
    const time = ctx.now?.getTime() ?? performance.now();
    const due = [...this.#rooms.values()]
      .map(({ room }) => room)
      .filter((room) => room.waiting > 0 && time - room.forecastAt >= FORECAST_MILLISECONDS);
    if (due.length === 0) return;
    for (const room of due) room.forecastAt = time;
    const values = [due.map(({ concertId }) => concertId), ctx.now];
    const rows = await ctx.sql.rows<TurnoverRow>(statements.TURNOVER, values);
    for (const turnover of rows) {
      const room = this.#rooms.get(turnover.concert_id)?.room;
      if (!room) continue;
      room.forecast = forecastFrom({
        ...turnover,
        paused: room.row.paused,
        maxActive: room.row.max_active,
        admitPerMinute: room.row.admit_per_minute,
        admittedLastMinute: turnover.admitted_last_minute,
        waiting: room.waiting,
      });
    }
  }

  #workOutDraws(ctx: DomainContext): void {
    for (const { room } of this.#rooms.values()) {
      for (const { round } of room.drawsToWorkOut) {
        const { concertId } = room;
        const key = `${concertId} ${round}`;
        if (this.#workingOut.has(key)) continue;
        this.#workingOut.add(key);
        perProcess(ctx, DrawBook)
          .workedOut(ctx, concertId, round)
          .then(({ places }) => this.#rooms.get(concertId)?.room.drawn(round, places))
          .catch((error: unknown) => {
            ctx.log.warn({ err: error, concertId }, 'a draw could not be worked out yet');
          })
          .finally(() => this.#workingOut.delete(key));
      }
    }
  }
}
