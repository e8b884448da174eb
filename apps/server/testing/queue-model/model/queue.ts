import { ModelEntry } from './entry.ts';

/** The settings of the queue that the model depends on. */
export interface QueueLimits {
  maxActive: number;
  admitPerMinute: number;
  activeSeconds: number;
  claimSeconds: number;
  paused: boolean;
  closed: boolean;
  /** Milliseconds since 1970; null for a queue without a pre-queue. */
  opensAt: number | null;
  /** When the sale closes, in milliseconds since 1970; null for never. */
  closesAt: number | null;
}

/** A draw whose list is final but whose entrants have no queue numbers yet. */
export interface PendingDraw {
  round: number;
  /** The queue number in front of the entrants' numbers. */
  afterNumber: number;
  entrants: ModelEntry[];
  /** The name of the public source that the draw waits for; null if it needs none. */
  source: string | null;
  publicValue: string | null;
  /** True once the hash of the list is public. Only then may the public value be published. */
  listed: boolean;
}

/**
 * True if positions count an entrant who left before the draw, until the draw assigns the numbers. The
 * servers do that. The contract asks for false: a position counts nobody who is known to have left.
 */
const COUNT_DEPARTED_ENTRANTS_UNTIL_DRAWN = true;

const numberOf = ({ number }: ModelEntry): number => number ?? 0;

/**
 * The expected state of one concert's queue: who waits in which order, who has a pass, and how each
 * call changes that. The model has no database and no servers, and it does not compute draws: the
 * caller of `advanceDraws` gives it their results.
 *
 * The servers decide when they admit. `admissible` and `join` say how many they may admit and when a
 * join must admit. The caller tells the model how many the servers did admit.
 */
export class QueueModel {
  limits: QueueLimits;
  /** All entries, ended ones too, in the order of their joins. */
  entries: ModelEntry[] = [];
  /** The highest queue number that is assigned or reserved for a pending draw. */
  lastNumber = 0;
  /** The round of the pre-queue that is open to joins. */
  round = 1;
  /** The public source of that round's draw. */
  drawSource: string | null;
  /** The entries of the open pre-queue in the order of their joins, ended ones too. */
  prequeue: ModelEntry[] = [];
  /** In the order of their rounds. */
  pendingDraws: PendingDraw[] = [];
  /** The times of all admissions. */
  admissionTimes: number[] = [];

  constructor(limits: QueueLimits, drawSource: string | null) {
    this.limits = limits;
    this.drawSource = drawSource;
  }

  isOpen = (now: number): boolean => this.limits.opensAt === null || this.limits.opensAt <= now;

  /** From then on nobody is admitted, and the entries that wait have ended, until the sale is reopened. */
  isSaleClosed = (now: number): boolean =>
    this.limits.closesAt !== null && this.limits.closesAt <= now;

  /** Entries that wait in a sale that closed before the retention end for good. */
  purgeClosed(now: number, retentionSeconds: number): void {
    if (!this.isSaleClosed(now - retentionSeconds * 1000)) return;
    for (const entry of this.entries) {
      const stage = entry.stage(now);
      if (stage === 'PREQUEUE' || stage === 'WAITING') entry.ended = 'LEFT';
    }
  }

  liveEntryOf = (user: number, now: number): ModelEntry | undefined =>
    this.entries.find((entry) => entry.user === user && entry.stage(now) !== 'ENDED');

  entriesIn = (stage: 'PREQUEUE' | 'WAITING' | 'ACTIVE', now: number): ModelEntry[] =>
    this.entries.filter((entry) => entry.stage(now) === stage);

  /** The entries on the list of that draw, in the order of arrival. */
  entriesOfRound = (round: number): ModelEntry[] =>
    this.entries
      .filter((entry) => entry.round === round)
      .sort((a, b) => (a.arrival ?? 0) - (b.arrival ?? 0));

  /** 1 for the next entry to be admitted. The entrants of a pending draw are ahead of later joins. */
  positionOf(entry: ModelEntry, now: number): number {
    const number = numberOf(entry);
    const waiting = this.entriesIn('WAITING', now).filter((other) => numberOf(other) <= number);
    const entrants = this.pendingDraws
      .filter(({ afterNumber }) => afterNumber < number)
      .flatMap((draw) => draw.entrants)
      .filter((entrant) => COUNT_DEPARTED_ENTRANTS_UNTIL_DRAWN || entrant.stage(now) !== 'ENDED');
    return waiting.length + entrants.length;
  }

  /** The entries that the limits let in now, in order. Nobody passes the entrants of a pending draw. */
  admissible(now: number): ModelEntry[] {
    const { maxActive, admitPerMinute, paused } = this.limits;
    if (paused || !this.isOpen(now) || this.isSaleClosed(now)) return [];
    const recent = this.admissionTimes.filter((at) => at > now - 60_000).length;
    const active = this.entriesIn('ACTIVE', now).length;
    const capacity = Math.min(maxActive - active, admitPerMinute - recent);
    const last = Math.min(...this.pendingDraws.map(({ afterNumber }) => afterNumber));
    return this.entriesIn('WAITING', now)
      .filter((entry) => numberOf(entry) <= last)
      .sort((a, b) => numberOf(a) - numberOf(b))
      .slice(0, Math.max(0, capacity));
  }

  /**
   * Admits the first `count` admissible entries.
   *
   * @throws Error if the limits do not allow so many
   */
  recordAdmissions(now: number, count: number): void {
    const next = this.admissible(now);
    if (count > next.length) {
      throw new Error(`the servers admitted ${count}, the limits allow ${next.length}`);
    }
    for (const entry of next.slice(0, count)) {
      entry.admit(now, this.limits);
      this.admissionTimes.push(now);
    }
  }

  /**
   * A join. A user without a live entry gets a new one. If nobody waits, a join has to admit at once
   * as many as the limits allow.
   *
   * @param entryId the id of the entry in the servers' answer; null if they refused
   * @param admitted how many entries the servers admitted during the call
   */
  join(
    now: number,
    { user, entryId }: { user: number; entryId: string | null },
    admitted: number,
  ): ModelEntry | 'QUEUE_CLOSED' {
    const known = this.liveEntryOf(user, now);
    this.#finalizeListIfOpen(now);
    const nobodyWaits =
      this.entriesIn('WAITING', now).length === 0 && this.pendingDraws.length === 0;
    const entry = known ?? new ModelEntry({ entryId: entryId ?? '', user, joinedAt: now });
    const refused = this.isSaleClosed(now)
      ? known?.stage(now) !== 'ACTIVE'
      : !known && this.limits.closed;
    if (!known && !refused) {
      this.entries.push(entry);
      if (this.isOpen(now)) entry.number = ++this.lastNumber;
      else {
        entry.round = this.round;
        entry.arrival = this.prequeue.push(entry);
      }
    }
    if (nobodyWaits && admitted < this.admissible(now).length) {
      throw new Error(
        'nobody waited and the limits allowed an admission, but the join admitted none',
      );
    }
    this.recordAdmissions(now, admitted);
    return refused ? 'QUEUE_CLOSED' : entry;
  }

  /**
   * Makes the list of the pre-queue final once the queue is open, then conducts all draws that can be
   * conducted. An admission does both before it admits.
   *
   * @param resultOf the result of a draw: the ranks of its entrants from 1, by the id of the entry
   */
  async advanceDraws(
    now: number,
    resultOf: (draw: PendingDraw) => Promise<Map<string, number>>,
  ): Promise<void> {
    this.#finalizeListIfOpen(now);
    for (let draw = this.pendingDraws[0]; draw; draw = this.pendingDraws[0]) {
      draw.listed = true;
      if (draw.source !== null && draw.publicValue === null) return;
      const ranks = await resultOf(draw);
      for (const entrant of draw.entrants) {
        const rank = ranks.get(entrant.entryId);
        if (rank === undefined) throw new Error('the draw lacks an entrant of its list');
        if (entrant.stage(now) !== 'ENDED') entrant.number = draw.afterNumber + rank;
      }
      this.pendingDraws.shift();
    }
  }

  #finalizeListIfOpen(now: number): void {
    if (!this.isOpen(now) || this.prequeue.length === 0) return;
    const { round, drawSource: source, prequeue: entrants, lastNumber: afterNumber } = this;
    const draw = { round, afterNumber, entrants, source, publicValue: null, listed: false };
    this.pendingDraws.push(draw);
    this.lastNumber += entrants.length;
    this.round++;
    this.prequeue = [];
    this.drawSource = null;
  }
}
