import {
  type AdmissionSettings,
  type Forecast,
  forecastFrom,
  type Turnover,
  type WaitEstimate,
} from '../pacing/forecast.ts';
import { type PollPace, pollPace } from '../pacing/poll-pace.ts';
import { ToldWaits } from '../pacing/told-waits.ts';
import type { QueueTokenClaims } from '../token/queue-token.ts';
import { QueueState } from './queue-state.ts';
import type { ChangeRow, DrawState, ReplicaRow } from './replica.sql.ts';
import {
  type LeftArrivals,
  type Range,
  ReplicaDraws,
  withoutPendingDraws,
} from './replica-draws.ts';

/** What a replica says of an entry that has not been admitted, and how many wait in all. */
export type WaitingState = { waiting: number } & (
  | { status: 'PREQUEUE'; number: null; position: null }
  | { status: 'WAITING'; number: number; position: number }
);

/** A whole queue, as it was loaded. */
export interface LoadedQueue {
  row: ReplicaRow;
  left: Range[];
  leftArrivals: LeftArrivals;
}

/**
 * One process's copy of one concert's queue, from which it answers polls without the database.
 *
 * `latest` has every change that was read. `visible` follows it by a fixed delay, counted from the
 * timestamp of each change (see QueueReplicas), so that all servers show the same state at the same time
 * and a user who asks two servers never sees the position go up.
 *
 * A position is the entry's number less the watermark less the entries in between that left. The entry's
 * number comes from its token, so a replica stores no entries: only the watermark and one bit per number.
 */
export class QueueReplica {
  readonly concertId: string;
  /** The time of the load, in milliseconds since 1970; `visible` must have reached it to be used. */
  loadedAsOf: number;
  /** All that was committed before this time was read, in milliseconds since 1970. */
  asOf: number;
  row: ReplicaRow;
  pace: PollPace;
  forecastAt = Number.NEGATIVE_INFINITY;
  /** When somebody asked for it last, or something changed in it, by `performance.now()`; not when it was loaded. */
  #activeAt = Number.NEGATIVE_INFINITY;
  latest = new QueueState();
  visible = new QueueState();
  readonly told = new ToldWaits();
  #turnover: Turnover | undefined;
  /** Whether a wait was told since the last observation. */
  #hasTold = false;
  /** Null: to be computed again. */
  #forecast: Forecast | null = null;
  /** All changes up to this time are visible, in milliseconds since 1970. */
  #visibleTo = Number.NEGATIVE_INFINITY;
  /** Nobody is admitted from this time on: the sale closes, or had closed when this was read first. */
  #closedFrom = Number.POSITIVE_INFINITY;
  /** Changes that `latest` has and `visible` does not, in order. */
  #pending: ChangeRow[] = [];
  readonly #draws: ReplicaDraws;

  constructor({ row, left, leftArrivals }: LoadedQueue, pollsPerSecond: number) {
    this.concertId = row.concert_id;
    this.loadedAsOf = row.as_of;
    this.asOf = row.as_of;
    this.row = row;
    this.#closedFrom = closedFrom(row);
    this.pace = paceOf(row, pollsPerSecond);
    // The numbers that a draw has not given yet have no row, but their entries have not left.
    const gone = left.flatMap((range) => withoutPendingDraws(range, row.draws));
    for (const state of [this.latest, this.visible]) {
      state.watermark = row.watermark;
      state.numberedTo = row.numbered_to;
      state.openRound = row.round;
      for (const [first, last] of gone) state.left.addRange(first, last);
    }
    this.#draws = new ReplicaDraws(leftArrivals);
  }

  noteActivity(): void {
    this.#activeAt = performance.now();
  }

  /**
   * Whether somebody has asked for it or changed it lately. What tickets say is observed only where somebody may be
   * told: most of thousands of queues may be those of people who have closed the page.
   */
  get isActive(): boolean {
    return performance.now() - this.#activeAt < ACTIVE_MS;
  }

  get waiting(): number {
    return this.row.last_number - this.row.admitted - this.row.left_waiting;
  }

  get prequeue(): number {
    return this.row.last_arrival - this.row.left_prequeue;
  }

  /** Whether `visible` already says the same of this number as `latest`. */
  showsLatestOf(number: number): boolean {
    const { latest, visible } = this;
    return (
      latest.openRound === visible.openRound &&
      latest.numberedTo === visible.numberedTo &&
      latest.waits(number) === visible.waits(number) &&
      (!latest.waits(number) || latest.positionOf(number) === visible.positionOf(number))
    );
  }

  /** The timestamp of the newest change that is not visible yet. */
  get lastChangeAt(): number {
    return this.#pending.at(-1)?.at ?? Number.NEGATIVE_INFINITY;
  }

  /**
   * Applies the changes that were logged since the last refresh. Returns false if some are missing; the
   * caller must load the queue again.
   */
  applyChanges(row: ReplicaRow, changes: ChangeRow[], pollsPerSecond: number): boolean {
    if (row.seq < this.row.seq) return true;
    if (changes.length > 0) this.noteActivity();
    for (const change of changes) {
      if (change.seq <= this.row.seq) continue;
      if (change.seq !== this.row.seq + 1) return false;
      this.latest.apply(change);
      this.#draws.addLeft(change.round, change.leftArrivals);
      this.row = { ...this.row, seq: change.seq };
      this.#pending.push(change);
    }
    if (this.row.seq !== row.seq) return false;
    if (row.sales_close_at !== this.row.sales_close_at) this.#closedFrom = closedFrom(row);
    if (!admitsAlike(row, this.row)) this.#forecast = null;
    this.row = row;
    this.asOf = row.as_of;
    this.pace = paceOf(row, pollsPerSecond);
    this.#draws.forgetClosed(row);
    return true;
  }

  /** The database's clock has stepped by so many milliseconds: all times before it are those of the clock now. */
  moveTimes(step: number): void {
    this.loadedAsOf += step;
    this.forecastAt += step;
    this.#visibleTo += step;
    this.asOf += step;
    this.row = { ...this.row, as_of: this.row.as_of + step };
    this.#closedFrom = closedFrom(this.row);
    this.#pending = this.#pending.map((change) => ({ ...change, at: change.at + step }));
  }

  /** Nothing has changed up to this time, in milliseconds since 1970. */
  unchangedAsOf(time: number): void {
    this.asOf = time;
  }

  /** Makes the changes up to that timestamp visible. */
  showUpTo(time: number): void {
    this.#visibleTo = time;
    let count = 0;
    for (const change of this.#pending) {
      if (change.at > time) break;
      this.visible.apply(change);
      count++;
    }
    if (count > 0) this.#pending.splice(0, count);
  }

  /**
   * Whether the sale has closed, so that all entries that wait have ended. `closing`: it has, but the last
   * admissions may not be visible here, so the rows of entries decide.
   */
  saleAt(now: number): 'open' | 'closing' | 'closed' {
    const { sales_close_at: closesAt } = this.row;
    if (closesAt === null || now < closesAt) return 'open';
    return this.#visibleTo >= this.#closedFrom + ADMISSION_SLACK_MS ? 'closed' : 'closing';
  }

  /**
   * Sets what the waits are estimated from, and notes what some entries are told from now on, if somebody has asked
   * lately: to make a forecast for each of thousands of queues takes longer than to read what they are made from.
   */
  observe(turnover: Turnover, time: number): void {
    this.#turnover = turnover;
    this.#forecast = null;
    const told = this.#hasTold;
    this.#hasTold = false;
    if (!told) return;
    const { watermark } = this.visible;
    for (let n = 0; n < SAMPLED_NUMBERS; n++) {
      const number = watermark + Math.ceil(Math.random() * (this.row.last_number - watermark));
      if (!this.visible.waits(number)) continue;
      const seconds = this.estimateWait(this.visible.positionOf(number))?.seconds;
      if (seconds !== undefined) this.told.add({ number, at: time, seconds });
    }
    this.#hasTold = false;
  }

  /** The wait of a position; null while the queue admits nobody. */
  estimateWait(position: number): WaitEstimate | null {
    this.#hasTold = true;
    this.#forecast ??= forecastFrom(admissionSettings(this.row), this.#turnover);
    return this.#forecast(position);
  }

  /** Draws whose seed is revealed and whose result this replica does not have. */
  get drawsWithoutResult(): DrawState[] {
    return this.#draws.withoutResult(this.row);
  }

  /** @param places the place in the draw of each arrival, from 1 */
  setDrawResult(round: number, places: Uint32Array): void {
    this.#draws.setResult(this.row, round, places);
  }

  /** Null if the entry has ended, is a pass, or is not known here: the caller asks the database. */
  stateOf(claims: QueueTokenClaims): WaitingState | null {
    if (claims.admitted) return null;
    const { round, arrival, positionCeiling } = claims;
    const number = claims.number ?? this.#draws.numberOf(this.row, round, arrival);
    if (number === null) {
      return this.#draws.isInPrequeue(this.row, round, arrival) ? this.prequeueState : null;
    }
    if (positionCeiling === null && !this.#isNumberVisible(number, round)) {
      return this.prequeueState;
    }
    if (number > this.row.last_number || !this.visible.waits(number)) return null;
    return this.waitingState(this.visible, { number, positionCeiling });
  }

  /** Of an entry in the pre-queue, or in a draw that is not finished. */
  get prequeueState(): WaitingState {
    const waiting = this.waiting + this.prequeue;
    return { status: 'PREQUEUE', number: null, position: null, waiting };
  }

  /** Of an entry that waits, whether or not this replica knows it. */
  waitingState(
    state: QueueState,
    { number, positionCeiling }: { number: number; positionCeiling: number | null },
  ): WaitingState {
    const position = Math.max(
      1,
      Math.min(state.positionOf(number), positionCeiling ?? Number.POSITIVE_INFINITY),
    );
    const waiting = Math.max(position, state.positionOf(this.row.last_number));
    return { status: 'WAITING', number, position, waiting };
  }

  /** Whether the visible state includes that a draw gave this number. */
  #isNumberVisible(number: number, round: number | null): boolean {
    const { openRound, numberedTo } = this.visible;
    return round === null || (round < openRound && (numberedTo === null || number <= numberedTo));
  }
}

/** Longer than the longest time between two polls of a user who waits, which is 5 minutes. */
const ACTIVE_MS = 10 * 60_000;

const admissionSettings = (row: ReplicaRow): AdmissionSettings => ({
  paused: row.paused,
  maxActive: row.max_active,
  admitPerMinute: row.admit_per_minute,
  activeSeconds: row.active_seconds,
});

const admitsAlike = (a: ReplicaRow, b: ReplicaRow): boolean =>
  a.paused === b.paused &&
  a.max_active === b.max_active &&
  a.admit_per_minute === b.admit_per_minute &&
  a.active_seconds === b.active_seconds;

/** Entries whose told wait is noted each time that the estimates are made. */
const SAMPLED_NUMBERS = 4;

/** An admission that was decided before the close is committed and logged within this time after it. */
const ADMISSION_SLACK_MS = 500;

/** The operators may have moved the close into the past, so admissions until the read count. */
const closedFrom = ({ sales_close_at: closesAt, as_of }: ReplicaRow): number =>
  closesAt === null ? Number.POSITIVE_INFINITY : Math.max(closesAt, as_of);

const paceOf = (row: ReplicaRow, pollsPerSecond: number): PollPace =>
  pollPace({
    pollAfterSeconds: row.poll_after_seconds,
    passSeconds: row.claim_seconds,
    waiting: row.last_number - row.admitted - row.left_waiting,
    pollsPerSecond,
  });
