/** A hold of one seat, as the model keeps it. Times are milliseconds since 1970. */
export interface ModelHold {
  reservationId: string;
  seatId: string;
  expiresAt: number;
  state: 'HELD' | 'PAID' | 'RELEASED';
}

export interface ModelPass {
  admittedAt: number;
  /** From this time on the pass may still read, pay and release, but no longer hold. */
  holdUntil: number;
  expiresAt: number;
  claimed: boolean;
}

/** The status of an entry without the reason why it ended. */
export type EntryStage = 'PREQUEUE' | 'WAITING' | 'ACTIVE' | 'ENDED';

export type RefusalCode = 'QUEUE_TOKEN_EXPIRED' | 'QUEUE_WAITING' | 'HOLD_EXPIRED' | 'ALREADY_PAID';

/**
 * The model of one queue entry, of the pass that it becomes and of the holds made with that pass.
 * Times are milliseconds since 1970. Every `now` is the time of the call. A method that stands for a
 * call returns the code of the refusal, or null if the call succeeds.
 */
export class ModelEntry {
  readonly entryId: string;
  /** The index of the user. */
  readonly user: number;
  readonly joinedAt: number;
  /** The round of the draw, if the user joined before the opening. */
  round: number | null = null;
  /** The order of arrival on the list of that draw, from 1. */
  arrival: number | null = null;
  /** The queue number; null until the draw assigns it. */
  number: number | null = null;
  pass: ModelPass | null = null;
  ended: 'COMPLETED' | 'LEFT' | null = null;
  holds: ModelHold[] = [];

  constructor({ entryId, user, joinedAt }: Pick<ModelEntry, 'entryId' | 'user' | 'joinedAt'>) {
    this.entryId = entryId;
    this.user = user;
    this.joinedAt = joinedAt;
  }

  stage(now: number): EntryStage {
    if (this.ended) return 'ENDED';
    if (this.pass) return this.pass.expiresAt > now ? 'ACTIVE' : 'ENDED';
    return this.number === null ? 'PREQUEUE' : 'WAITING';
  }

  /** The refusal of any call that needs a pass. */
  refusalWithoutPass(now: number): RefusalCode | null {
    const stage = this.stage(now);
    if (stage === 'ENDED') return 'QUEUE_TOKEN_EXPIRED';
    return stage === 'ACTIVE' ? null : 'QUEUE_WAITING';
  }

  admit(now: number, seconds: { claimSeconds: number; activeSeconds: number }): void {
    const holdUntil = now + seconds.activeSeconds * 1000;
    const expiresAt = Math.min(holdUntil, now + seconds.claimSeconds * 1000);
    this.pass = { admittedAt: now, holdUntil, expiresAt, claimed: false };
  }

  /** Claims an active pass that is not claimed yet. Does nothing in any other stage. */
  claim(now: number): void {
    const { pass } = this;
    if (!pass || pass.claimed || this.stage(now) !== 'ACTIVE') return;
    pass.claimed = true;
    pass.expiresAt = Math.max(pass.expiresAt, pass.holdUntil);
  }

  liveHolds = (now: number): ModelHold[] =>
    this.holds.filter(({ state, expiresAt }) => state === 'HELD' && expiresAt > now);

  /** The ids of the seats that are held or sold through this entry. */
  takenSeatIds = (now: number): string[] =>
    this.holds
      .filter(({ state, expiresAt }) => state === 'PAID' || (state === 'HELD' && expiresAt > now))
      .map(({ seatId }) => seatId);

  hold(now: number, hold: ModelHold): RefusalCode | null {
    const refusal = this.refusalWithoutPass(now);
    if (refusal || !this.pass) return refusal;
    if (this.pass.holdUntil <= now) return 'QUEUE_TOKEN_EXPIRED';
    this.claim(now);
    this.holds.push(hold);
    this.pass.expiresAt = Math.max(this.pass.expiresAt, hold.expiresAt);
    return null;
  }

  /** The new hold ends when the replaced one would have. */
  swap(now: number, hold: ModelHold, replaced: ModelHold): RefusalCode | null {
    const refusal = this.refusalWithoutPass(now);
    if (refusal || !this.pass) return refusal;
    if (this.pass.holdUntil <= now) return 'QUEUE_TOKEN_EXPIRED';
    if (replaced.state === 'PAID') return 'ALREADY_PAID';
    if (!this.liveHolds(now).includes(replaced)) return 'HOLD_EXPIRED';
    replaced.state = 'RELEASED';
    hold.expiresAt = replaced.expiresAt;
    this.holds.push(hold);
    return null;
  }

  /** The release of a hold that has already ended succeeds and changes nothing. */
  release(now: number, hold: ModelHold): RefusalCode | null {
    if (hold.state === 'PAID') return 'ALREADY_PAID';
    if (!this.liveHolds(now).includes(hold)) return null;
    hold.state = 'RELEASED';
    this.#shortenPass(now);
    return null;
  }

  /** A payment completes the entry unless another live hold remains. */
  pay(now: number, hold: ModelHold): RefusalCode | null {
    const refusal = this.refusalWithoutPass(now);
    if (refusal) return refusal;
    if (hold.state === 'PAID') return 'ALREADY_PAID';
    if (!this.liveHolds(now).includes(hold)) return 'HOLD_EXPIRED';
    hold.state = 'PAID';
    if (this.liveHolds(now).length === 0) this.ended = 'COMPLETED';
    else this.#shortenPass(now);
    return null;
  }

  leave(now: number): RefusalCode | null {
    if (this.stage(now) === 'ENDED') return 'QUEUE_TOKEN_EXPIRED';
    for (const hold of this.liveHolds(now)) hold.state = 'RELEASED';
    this.ended = 'LEFT';
    return null;
  }

  /** A live hold can keep a pass alive beyond `holdUntil`; without that hold the pass ends earlier. */
  #shortenPass(now: number): void {
    if (!this.pass) return;
    const ends = this.liveHolds(now).map(({ expiresAt }) => expiresAt);
    this.pass.expiresAt = Math.max(this.pass.holdUntil, now, ...ends);
  }
}
