import { type Forecast, unknown } from './forecast.ts';
import { Line, NumberSet } from './line.ts';
import { type PollPace, pollPace } from './queue.policy.ts';
import type { QueueTokenClaims } from './queue-token.ts';
import type { ChangeRow, RoomRow } from './room.sql.ts';

/** Where somebody stands in a line. */
export type Place =
  | { status: 'PREQUEUE'; number: null; position: null }
  | { status: 'WAITING'; number: number; position: number };

export interface LoadedRoom {
  row: RoomRow;
  left: [number, number][];
  leftOfRound: [number, number][];
  leftOfDraw: [number, number][] | null;
}

interface HeldDraw {
  round: number;
  afterNumber: number;
  entrants: number;
  numbered: number;
  /** Places that had their number when this room was read. */
  numberedBefore: number;
  /** The place of each entry, from 1, once this process has worked it out. */
  places: Uint32Array | null;
}

/**
 * One concert's line as this process knows it. The head has every change that was read; what is shown
 * follows it by a fixed delay, counted from the time of each change, so that all servers show the same
 * at the same moment and nobody who asks two of them sees a position go up.
 */
export class Room {
  readonly concertId: string;
  row: RoomRow;
  pace: PollPace;
  forecast: Forecast = unknown;
  forecastAt = Number.NEGATIVE_INFINITY;
  draw: HeldDraw | null = null;
  head = new Line();
  shown = new Line();
  #pending: ChangeRow[] = [];
  /** Entries that left before they had a number, of the round that is open and of the last draw. */
  readonly #leftEntries = new Map<number, NumberSet>();

  constructor({ row, left, leftOfRound, leftOfDraw }: LoadedRoom, pollsPerSecond: number) {
    this.concertId = row.concert_id;
    this.row = row;
    this.pace = paceOf(row, pollsPerSecond);
    this.#follow(row);
    const { draw } = this;
    const numbered = draw && draw.numbered < draw.entrants ? draw : null;
    for (const line of [this.head, this.shown]) {
      line.watermark = row.watermark;
      for (const [first, last] of left) {
        // Those on the list who have no number yet are not gone.
        if (!numbered) line.left.addRange(first, last);
        else {
          line.left.addRange(first, Math.min(last, numbered.afterNumber + numbered.numbered));
          const rest = Math.max(first, numbered.afterNumber + numbered.entrants + 1);
          if (rest <= last) line.left.addRange(rest, last);
        }
      }
    }
    for (const [first, last] of leftOfRound) this.#leftOf(row.round).addRange(first, last);
    if (numbered) {
      for (const [first, last] of leftOfDraw ?? [])
        this.#leftOf(numbered.round).addRange(first, last);
    }
  }

  get waiting(): number {
    return this.row.last_number - this.row.admitted - this.row.left_waiting;
  }

  get prequeue(): number {
    return this.row.last_entry - this.row.left_entries;
  }

  /** Whether it shows of a number all that it knows. */
  shows(number: number): boolean {
    return (
      this.head.has(number) === this.shown.has(number) &&
      (!this.head.has(number) || this.head.positionOf(number) === this.shown.positionOf(number))
    );
  }

  /** When the last change that is not shown yet happened. */
  get lastChangeAt(): number {
    return this.#pending.at(-1)?.at ?? Number.NEGATIVE_INFINITY;
  }

  /** Takes in what was read. False when changes are missing: the line has to be read anew. */
  take(row: RoomRow, changes: ChangeRow[], pollsPerSecond: number): boolean {
    if (row.seq < this.row.seq) return true;
    for (const change of changes) {
      if (change.seq <= this.row.seq) continue;
      if (change.seq !== this.row.seq + 1) return false;
      apply(this.head, change);
      for (const entry of change.leftEntries) this.#entryLeft(change.round, entry);
      this.row = { ...this.row, seq: change.seq };
      this.#pending.push(change);
    }
    if (this.row.seq !== row.seq) return false;
    this.row = row;
    this.pace = paceOf(row, pollsPerSecond);
    this.#follow(row);
    return true;
  }

  /** Shows what changed up to that time. */
  advance(time: number): void {
    let shown = 0;
    for (const change of this.#pending) {
      if (change.at > time) break;
      apply(this.shown, change);
      shown++;
    }
    if (shown > 0) this.#pending.splice(0, shown);
  }

  /** Those who joined before the opening get their numbers; see Draw. */
  drawn(round: number, places: Uint32Array): void {
    if (this.draw?.round !== round) return;
    this.draw.places = places;
    const left = this.#leftEntries.get(round);
    for (const [index, place] of places.entries()) {
      // Of those who had one, the numbers told already who left.
      if (place > this.draw.numberedBefore && left?.has(index + 1)) {
        this.#entryLeft(round, index + 1);
      }
    }
  }

  /** Null when the place is no more, or is a pass by now: the database knows. */
  placeOf(claims: QueueTokenClaims): Place | null {
    if (claims.admitted) return null;
    const number = claims.number ?? this.#numberOf(claims);
    if (number === null) return this.#inPrequeue(claims);
    if (!this.shown.has(number)) return null;
    const position = this.shown.positionOf(number);
    return {
      status: 'WAITING',
      number,
      position: claims.told === null ? position : Math.min(position, claims.told),
    };
  }

  #inPrequeue({ round, entry }: QueueTokenClaims): Place | null {
    if (round === null || entry === null) return null;
    const waitsForDraw = round === this.draw?.round && !this.row.draw_held;
    if (round < this.row.round && !waitsForDraw) return null;
    if (this.#leftEntries.get(round)?.has(entry)) return null;
    return { status: 'PREQUEUE', number: null, position: null };
  }

  #numberOf({ round, entry }: QueueTokenClaims): number | null {
    const { draw } = this;
    if (entry === null || draw?.round !== round || !draw?.places) return null;
    const place = draw.places[entry - 1];
    return place === undefined ? null : draw.afterNumber + place;
  }

  #follow(row: RoomRow): void {
    const { draw_round: round, draw_after: afterNumber, draw_entrants: entrants } = row;
    if (round === null || afterNumber === null || entrants === null) return;
    const numbered = row.draw_numbered ?? 0;
    if (this.draw?.round === round) this.draw.numbered = numbered;
    else {
      const numberedBefore = numbered;
      this.draw = { round, afterNumber, entrants, numbered, numberedBefore, places: null };
    }
    for (const known of this.#leftEntries.keys()) {
      if (known < round) this.#leftEntries.delete(known);
    }
  }

  #entryLeft(round: number, entry: number): void {
    this.#leftOf(round).add(entry);
    const place = this.draw?.round === round ? this.draw.places?.[entry - 1] : undefined;
    if (place === undefined || this.draw === null) return;
    for (const line of [this.head, this.shown]) line.left.add(this.draw.afterNumber + place);
  }

  #leftOf(round: number): NumberSet {
    const known = this.#leftEntries.get(round) ?? new NumberSet();
    this.#leftEntries.set(round, known);
    return known;
  }
}

function apply(line: Line, { watermark, left }: ChangeRow): void {
  line.watermark = Math.max(line.watermark, watermark);
  for (const number of left) line.left.add(number);
}

const paceOf = (row: RoomRow, pollsPerSecond: number): PollPace =>
  pollPace({
    pollAfterSeconds: row.poll_after_seconds,
    passSeconds: Math.min(row.claim_seconds, row.active_seconds),
    waiting: row.last_number - row.admitted - row.left_waiting,
    pollsPerSecond,
  });
