import { Place } from './entry.ts';

export interface Limits {
  maxActive: number;
  admitPerMinute: number;
  activeSeconds: number;
  claimSeconds: number;
  paused: boolean;
  closed: boolean;
  /** Milliseconds since 1970, or null where it has always been open. */
  opensAt: number | null;
}

/** A list that is final, whose entrants have no numbers yet. */
export interface OpenDraw {
  round: number;
  /** The number before their first. */
  afterNumber: number;
  entrants: Place[];
  /** Whether it waits for a public value. */
  source: string | null;
  publicValue: string | null;
  /** Whether the hash of the list is public, so that the value may come. */
  listed: boolean;
}

/**
 * Whoever left the list of a draw counts for those behind it until the draw has given its numbers.
 * False would be what the contract says: that nobody known to have left is counted.
 */
const LEFT_COUNT_UNTIL_DRAWN = true;

const numberOf = ({ number }: Place): number => number ?? 0;

/**
 * What one concert's queue ought to be: who waits in which order, who is in, and what each call does
 * to that. Knows nothing of the database, of servers, or of how a draw comes out. When somebody is
 * admitted is the servers' to choose, within what `admissible` and `join` say: they tell it how many
 * they did admit.
 */
export class QueueModel {
  limits: Limits;
  /** In the order of their joins; those that ended stay. */
  places: Place[] = [];
  lastNumber = 0;
  round = 1;
  source: string | null;
  /** Who joined before the opening that is still to come, in order; those who left again too. */
  list: Place[] = [];
  /** Lists that are final, in the order of their rounds. */
  draws: OpenDraw[] = [];
  /** The time of each admission there ever was. */
  admissions: number[] = [];

  constructor(limits: Limits, source: string | null) {
    this.limits = limits;
    this.source = source;
  }

  isOpen = (now: number): boolean => this.limits.opensAt === null || this.limits.opensAt <= now;

  live = (user: number, now: number): Place | undefined =>
    this.places.find((place) => place.user === user && place.stage(now) !== 'ENDED');

  in = (stage: 'PREQUEUE' | 'WAITING' | 'ACTIVE', now: number): Place[] =>
    this.places.filter((place) => place.stage(now) === stage);

  /** Everybody on the list of a draw, in the order of their joins. */
  ofRound = (round: number): Place[] =>
    this.places
      .filter((place) => place.round === round)
      .sort((a, b) => (a.entry ?? 0) - (b.entry ?? 0));

  /** 1 for the next to be admitted; the entrants of a draw are in front of those behind it. */
  position(place: Place, now: number): number {
    const number = numberOf(place);
    const waiting = this.in('WAITING', now).filter((other) => numberOf(other) <= number);
    const entrants = this.draws
      .filter(({ afterNumber }) => afterNumber < number)
      .flatMap((draw) => draw.entrants)
      .filter((entrant) => LEFT_COUNT_UNTIL_DRAWN || entrant.stage(now) !== 'ENDED');
    return waiting.length + entrants.length;
  }

  /** Whom the limits let in now, in this order; behind a draw nobody before its entrants. */
  admissible(now: number): Place[] {
    const { maxActive, admitPerMinute, paused } = this.limits;
    if (paused || !this.isOpen(now)) return [];
    const recent = this.admissions.filter((at) => at > now - 60_000).length;
    const room = Math.min(maxActive - this.in('ACTIVE', now).length, admitPerMinute - recent);
    const last = Math.min(...this.draws.map(({ afterNumber }) => afterNumber));
    return this.in('WAITING', now)
      .filter((place) => numberOf(place) <= last)
      .sort((a, b) => numberOf(a) - numberOf(b))
      .slice(0, Math.max(0, room));
  }

  /** So many were admitted. */
  admitted(now: number, count: number): void {
    const next = this.admissible(now);
    if (count > next.length) throw new Error(`${count} were admitted, of ${next.length} at most`);
    for (const place of next.slice(0, count)) {
      place.admit(now, this.limits);
      this.admissions.push(now);
    }
  }

  /**
   * A join, which gives a new place to whoever has none. Somebody has to be admitted by it if there is
   * room and nobody waited. `tokenId` is that of the answer.
   */
  join(
    now: number,
    { user, tokenId }: { user: number; tokenId: string | null },
    admitted: number,
  ): Place | 'QUEUE_CLOSED' {
    const known = this.live(user, now);
    this.#freezeIfDue(now);
    const empty = this.in('WAITING', now).length === 0 && this.draws.length === 0;
    const place = known ?? new Place({ tokenId: tokenId ?? '', user, joinedAt: now });
    const refused = !known && this.limits.closed;
    if (!known && !refused) {
      this.places.push(place);
      if (this.isOpen(now)) place.number = ++this.lastNumber;
      else {
        place.round = this.round;
        place.entry = this.list.push(place);
      }
    }
    if (empty && admitted < this.admissible(now).length) {
      throw new Error('nobody waited, there was room, and the join did not admit');
    }
    this.admitted(now, admitted);
    return refused ? 'QUEUE_CLOSED' : place;
  }

  /**
   * Lists become final and draws are held, as `admit` does first. Asks for the order of each draw: the
   * places of its entrants from 1, by token.
   */
  async draw(now: number, held: (draw: OpenDraw) => Promise<Map<string, number>>): Promise<void> {
    this.#freezeIfDue(now);
    for (let draw = this.draws[0]; draw; draw = this.draws[0]) {
      draw.listed = true;
      if (draw.source !== null && draw.publicValue === null) return;
      const places = await held(draw);
      for (const entrant of draw.entrants) {
        const place = places.get(entrant.tokenId);
        if (place === undefined) throw new Error('somebody on the list was not drawn');
        if (entrant.stage(now) !== 'ENDED') entrant.number = draw.afterNumber + place;
      }
      this.draws.shift();
    }
  }

  #freezeIfDue(now: number): void {
    if (!this.isOpen(now) || this.list.length === 0) return;
    const { round, source, list: entrants, lastNumber: afterNumber } = this;
    this.draws.push({ round, afterNumber, entrants, source, publicValue: null, listed: false });
    this.lastNumber += entrants.length;
    this.round++;
    this.list = [];
    this.source = null;
  }
}
