interface Holder {
  userId: string;
  places: number[];
}

/** Who holds each place or has paid for it. */
export class Holders {
  readonly #byUser = new Map<string, Holder>();
  readonly #byPlace: (Holder | null)[];

  constructor(places: number) {
    this.#byPlace = new Array<Holder | null>(places).fill(null);
  }

  /** The places of a user, in order. */
  placesOf(userId: string): number[] {
    return [...(this.#byUser.get(userId)?.places ?? [])].sort((a, b) => a - b);
  }

  /** @param userId null: nobody has it now. Returns whether somebody else had it before. */
  set(place: number, userId: string | null): boolean {
    const before = this.#byPlace[place] ?? null;
    if ((before?.userId ?? null) === userId) return false;
    if (before) {
      before.places.splice(before.places.indexOf(place), 1);
      if (before.places.length === 0) this.#byUser.delete(before.userId);
    }
    this.#byPlace[place] = userId === null ? null : this.#holderOf(userId, place);
    return true;
  }

  #holderOf(userId: string, place: number): Holder {
    const known = this.#byUser.get(userId);
    if (known) {
      known.places.push(place);
      return known;
    }
    const holder = { userId, places: [place] };
    this.#byUser.set(userId, holder);
    return holder;
  }
}
