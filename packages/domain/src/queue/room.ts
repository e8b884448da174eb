import { type Forecast, unknown } from './forecast.ts';
import { Line, NumberSet } from './line.ts';
import { type PollPace, pollPace } from './queue.policy.ts';
import type { QueueTokenClaims } from './queue-token.ts';
import type { ChangeRow, DrawState, RoomRow } from './room.sql.ts';

/** Where somebody stands in a line. */
export type Place =
  | { status: 'PREQUEUE'; number: null; position: null }
  | { status: 'WAITING'; number: number; position: number };

/** Numbers or entries from the first to the last. */
export type Range = [first: number, last: number];

export interface LoadedRoom {
  row: RoomRow;
  left: Range[];
  /** Entries that are none any more, of the rounds that have no numbers yet. */
  leftEntries: [round: number, ranges: Range[] | null][];
}

export const PREQUEUE: Place = { status: 'PREQUEUE', number: null, position: null };

/**
 * One concert's line as this process knows it. The head has every change that was read; what is shown
 * follows it by a fixed delay, counted from the time of each change, so that all servers show the same
 * at the same moment and nobody who asks two of them sees a position go up.
 */
export class Room {
  readonly concertId: string;
  /** The time as of which it was read: what is shown has to have come as far. */
  readonly loadedAsOf: number;
  row: RoomRow;
  pace: PollPace;
  forecast: Forecast = unknown;
  forecastAt = Number.NEGATIVE_INFINITY;
  head = new Line();
  shown = new Line();
  #pending: ChangeRow[] = [];
  /** The place of each entry of a draw, once this process has worked it out. */
  readonly #places = new Map<number, Uint32Array>();
  /** Entries that left before they had a number. */
  readonly #leftEntries = new Map<number, NumberSet>();

  constructor({ row, left, leftEntries }: LoadedRoom, pollsPerSecond: number) {
    this.concertId = row.concert_id;
    this.loadedAsOf = row.as_of;
    this.row = row;
    this.pace = paceOf(row, pollsPerSecond);
    // Those on a final list who have no number yet are not gone.
    const gone = left.flatMap((range) => without(range, row.draws));
    for (const line of [this.head, this.shown]) {
      line.watermark = row.watermark;
      line.numberedTo = row.numbered_to;
      line.openRound = row.round;
      for (const [first, last] of gone) line.left.addRange(first, last);
    }
    for (const [round, ranges] of leftEntries) {
      for (const [first, last] of ranges ?? []) this.#leftOf(round).addRange(first, last);
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
      this.head.openRound === this.shown.openRound &&
      this.head.numberedTo === this.shown.numberedTo &&
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
      for (const entry of change.leftEntries) this.#leftOf(change.round).add(entry);
      this.row = { ...this.row, seq: change.seq };
      this.#pending.push(change);
    }
    if (this.row.seq !== row.seq) return false;
    this.row = row;
    this.pace = paceOf(row, pollsPerSecond);
    for (const known of [this.#leftEntries, this.#places]) {
      for (const round of known.keys()) if (!this.#stands(round)) known.delete(round);
    }
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

  /** Draws that were held, and whose order this process has not worked out. */
  get drawsToWorkOut(): DrawState[] {
    return this.row.draws.filter(({ round, held }) => held && !this.#places.has(round));
  }

  drawn(round: number, places: Uint32Array): void {
    if (this.#stands(round)) this.#places.set(round, places);
  }

  /** Null when the place is no more, is a pass by now, or is not known here: the database knows. */
  placeOf(claims: QueueTokenClaims): Place | null {
    if (claims.admitted) return null;
    const { round, entry, told } = claims;
    const number = claims.number ?? this.#numberOf(round, entry);
    if (number === null) return this.#inPrequeue(round, entry);
    if (told === null && !this.#isGiven(number, round)) return PREQUEUE;
    if (number > this.row.last_number || !this.shown.has(number)) return null;
    const position = this.shown.positionOf(number);
    return {
      status: 'WAITING',
      number,
      position: told === null ? position : Math.min(position, told),
    };
  }

  /** Whether a number of a draw has been given as far as is shown. */
  #isGiven(number: number, round: number | null): boolean {
    const { openRound, numberedTo } = this.shown;
    return round === null || (round < openRound && (numberedTo === null || number <= numberedTo));
  }

  #inPrequeue(round: number | null, entry: number | null): Place | null {
    if (round === null || entry === null || this.#leftEntries.get(round)?.has(entry)) return null;
    if (round === this.row.round) return PREQUEUE;
    const draw = this.row.draws.find((one) => one.round === round);
    return draw && (!draw.held || this.#places.has(round)) ? PREQUEUE : null;
  }

  #numberOf(round: number | null, entry: number | null): number | null {
    const draw = this.row.draws.find((one) => one.round === round);
    if (!draw || entry === null) return null;
    const place = this.#places.get(draw.round)?.[entry - 1];
    return place === undefined ? null : draw.after + place;
  }

  #stands(round: number): boolean {
    return round === this.row.round || this.row.draws.some((draw) => draw.round === round);
  }

  #leftOf(round: number): NumberSet {
    const known = this.#leftEntries.get(round) ?? new NumberSet();
    this.#leftEntries.set(round, known);
    return known;
  }
}

function apply(line: Line, { watermark, numberedTo, openRound, left }: ChangeRow): void {
  line.watermark = Math.max(line.watermark, watermark);
  line.numberedTo = numberedTo;
  line.openRound = openRound;
  for (const number of left) line.left.add(number);
}

/** What of a range does not belong to a draw that has not given its numbers yet. */
function without(range: Range, draws: DrawState[]): Range[] {
  let rest = [range];
  for (const { after, entrants, numbered } of draws) {
    const [low, high] = [after + numbered, after + entrants];
    rest = rest
      .flatMap(([first, last]): Range[] => [
        [first, Math.min(last, low)],
        [Math.max(first, high + 1), last],
      ])
      .filter(([first, last]) => first <= last);
  }
  return rest;
}

const paceOf = (row: RoomRow, pollsPerSecond: number): PollPace =>
  pollPace({
    pollAfterSeconds: row.poll_after_seconds,
    passSeconds: Math.min(row.claim_seconds, row.active_seconds),
    waiting: row.last_number - row.admitted - row.left_waiting,
    pollsPerSecond,
  });
