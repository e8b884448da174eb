export interface Hold {
  reservationId: string;
  seatId: string;
  expiresAt: number;
  state: 'HELD' | 'PAID' | 'RELEASED';
}

export interface Pass {
  admittedAt: number;
  /** Past it the pass may read, pay and release, not hold. */
  deadline: number;
  endsAt: number;
  claimed: boolean;
}

export type Stage = 'PREQUEUE' | 'WAITING' | 'ACTIVE' | 'ENDED';
export type Refusal =
  | 'QUEUE_TOKEN_EXPIRED'
  | 'QUEUE_WAITING'
  | 'HOLD_EXPIRED'
  | 'ALREADY_PAID'
  | null;

/**
 * One user's place in the model of a queue, then the pass that it turns into. Times are milliseconds
 * since 1970, and each `now` is the time of the call.
 */
export class Place {
  readonly tokenId: string;
  readonly user: number;
  readonly joinedAt: number;
  /** Who joined before the opening: the draw, and the order of arrival in its list. */
  round: number | null = null;
  entry: number | null = null;
  number: number | null = null;
  pass: Pass | null = null;
  ended: 'COMPLETED' | 'LEFT' | null = null;
  holds: Hold[] = [];

  constructor({ tokenId, user, joinedAt }: Pick<Place, 'tokenId' | 'user' | 'joinedAt'>) {
    this.tokenId = tokenId;
    this.user = user;
    this.joinedAt = joinedAt;
  }

  stage(now: number): Stage {
    if (this.ended) return 'ENDED';
    if (this.pass) return this.pass.endsAt > now ? 'ACTIVE' : 'ENDED';
    return this.number === null ? 'PREQUEUE' : 'WAITING';
  }

  /** What a call that needs the pass is refused with. */
  refusal(now: number): Refusal {
    const stage = this.stage(now);
    if (stage === 'ENDED') return 'QUEUE_TOKEN_EXPIRED';
    return stage === 'ACTIVE' ? null : 'QUEUE_WAITING';
  }

  admit(now: number, seconds: { claimSeconds: number; activeSeconds: number }): void {
    const deadline = now + seconds.activeSeconds * 1000;
    const endsAt = Math.min(deadline, now + seconds.claimSeconds * 1000);
    this.pass = { admittedAt: now, deadline, endsAt, claimed: false };
  }

  claim(now: number): void {
    const { pass } = this;
    if (!pass || pass.claimed || this.stage(now) !== 'ACTIVE') return;
    pass.claimed = true;
    pass.endsAt = Math.max(pass.endsAt, pass.deadline);
  }

  liveHolds = (now: number): Hold[] =>
    this.holds.filter(({ state, expiresAt }) => state === 'HELD' && expiresAt > now);

  /** The seats that nobody else can have. */
  taken = (now: number): string[] =>
    this.holds
      .filter(({ state, expiresAt }) => state === 'PAID' || (state === 'HELD' && expiresAt > now))
      .map(({ seatId }) => seatId);

  hold(now: number, hold: Hold): Refusal {
    const refusal = this.refusal(now);
    if (refusal || !this.pass) return refusal;
    if (this.pass.deadline <= now) return 'QUEUE_TOKEN_EXPIRED';
    this.claim(now);
    this.holds.push(hold);
    this.pass.endsAt = Math.max(this.pass.endsAt, hold.expiresAt);
    return null;
  }

  /** A hold that has ended already is left as it is. */
  release(now: number, hold: Hold): Refusal {
    if (hold.state === 'PAID') return 'ALREADY_PAID';
    if (!this.liveHolds(now).includes(hold)) return null;
    hold.state = 'RELEASED';
    this.#shorten(now);
    return null;
  }

  /** The payment that leaves no other live hold uses the pass up. */
  pay(now: number, hold: Hold): Refusal {
    const refusal = this.refusal(now);
    if (refusal) return refusal;
    if (hold.state === 'PAID') return 'ALREADY_PAID';
    if (!this.liveHolds(now).includes(hold)) return 'HOLD_EXPIRED';
    hold.state = 'PAID';
    if (this.liveHolds(now).length === 0) this.ended = 'COMPLETED';
    else this.#shorten(now);
    return null;
  }

  leave(now: number): Refusal {
    if (this.stage(now) === 'ENDED') return 'QUEUE_TOKEN_EXPIRED';
    for (const hold of this.liveHolds(now)) hold.state = 'RELEASED';
    this.ended = 'LEFT';
    return null;
  }

  #shorten(now: number): void {
    if (!this.pass) return;
    const ends = this.liveHolds(now).map(({ expiresAt }) => expiresAt);
    this.pass.endsAt = Math.max(this.pass.deadline, now, ...ends);
  }
}
