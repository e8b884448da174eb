/*
 * What the contract says of orphans and of the best seats, word by word and without regard to speed: all choices are
 * tried. It shares no code with the product, its drawing and its distances included. A house is given in letters as
 * `chartOf` (house.ts) takes them.
 */

interface Seat {
  place: number;
  /** Seats with the same one are in one row with no aisle between. */
  segment: string;
  letter: string;
  /** The squared distance to the focus. */
  distance: number;
}

export interface OracleWish {
  quantity: number;
  accessible?: boolean;
  apart?: boolean;
}

export type OracleAnswer = { places: number[] } | { available: number } | { largest: number };

/** The seats of rows in letters, with the places and the focus of `chartOf`. */
export function seatsOf(rows: readonly string[]): Seat[] {
  const focus = Math.floor((20 * (Math.max(...rows.map(({ length }) => length)) + 2)) / 2);
  const seats: Seat[] = [];
  for (const [line, row] of rows.entries()) {
    let part = 0;
    for (const [index, letter] of [...row].entries()) {
      if (letter === '|') part++;
      else {
        const [x, y] = [20 * (index + 1), 100 + 20 * line];
        const distance = (x - focus) ** 2 + y ** 2;
        seats.push({ place: seats.length, segment: `${line} ${part}`, letter, distance });
      }
    }
  }
  return seats;
}

const isSpecial = ({ letter }: Seat): boolean => letter === 'a' || letter === 'c';

/** Longest lists of seats that stand one after the other in one segment. */
function runsOf(seats: readonly Seat[]): Seat[][] {
  const runs: Seat[][] = [];
  for (const seat of seats) {
    const run = runs.at(-1);
    const last = run?.at(-1);
    if (run && last?.segment === seat.segment && last.place === seat.place - 1) run.push(seat);
    else runs.push([seat]);
  }
  return runs;
}

/** The places that the choice leaves alone. `free` are the places that are free before it. */
export function orphansByRule(
  seats: readonly Seat[],
  free: ReadonlySet<number>,
  chosen: ReadonlySet<number>,
): number[] {
  const before = runsOf(seats.filter(({ place }) => free.has(place)));
  const after = runsOf(seats.filter(({ place }) => free.has(place) && !chosen.has(place)));
  const isChosen = (place: number, segment: string) =>
    chosen.has(place) && seats[place]?.segment === segment;
  return after.flatMap((run) => {
    const [seat] = run;
    if (run.length !== 1 || !seat || isSpecial(seat)) return [];
    const { place, segment } = seat;
    if (!isChosen(place - 1, segment) && !isChosen(place + 1, segment)) return [];
    const whole = before.find((each) => each.includes(seat)) ?? [];
    const taken = whole.filter((each) => chosen.has(each.place)).length;
    return whole.length === taken + 1 ? [] : [place];
  });
}

/** What `holdBest` must choose, or how it must be refused. `candidates` are the free places that the filters allow. */
export function bestByRule(
  seats: readonly Seat[],
  { free, candidates = free }: { free: ReadonlySet<number>; candidates?: ReadonlySet<number> },
  { quantity, accessible = false, apart = false }: OracleWish,
): OracleAnswer {
  const all = seats.filter(({ place }) => candidates.has(place));
  const others = all.filter((seat) => !isSpecial(seat));
  const eligible = accessible || others.length < quantity ? all : others;
  if (eligible.length < quantity) return { available: eligible.length };
  const fits = (choice: readonly Seat[]) =>
    !accessible || choice.some(({ letter }) => letter === 'a');
  const judged = choicesOf(eligible, quantity)
    .filter(fits)
    .map((choice) => {
      const chosen = new Set(choice.map(({ place }) => place));
      return {
        places: choice.map(({ place }) => place),
        order: [
          runsOf(choice).length,
          orphansByRule(seats, free, chosen).length > 0 ? 1 : 0,
          choice.some(({ letter }) => letter === 'r') ? 1 : 0,
          choice.reduce((sum, { distance }) => sum + distance, 0),
          ...chosen,
        ],
      };
    });
  const possible = judged.filter(({ order: [groups = 0] }) => apart || groups === 1);
  const [first] = possible.sort((a, b) => compare(a.order, b.order));
  if (first) return { places: first.places };
  const sizes = runsOf(eligible)
    .filter(fits)
    .map(({ length }) => length);
  return { largest: Math.max(0, ...sizes) };
}

function compare(a: readonly number[], b: readonly number[]): number {
  const index = a.findIndex((value, position) => value !== b[position]);
  return index === -1 ? 0 : (a[index] ?? 0) - (b[index] ?? 0);
}

/** All choices of that many seats, each in order. */
function choicesOf(seats: readonly Seat[], quantity: number): Seat[][] {
  if (quantity === 0) return [[]];
  return seats.flatMap((seat, index) =>
    choicesOf(seats.slice(index + 1), quantity - 1).map((rest) => [seat, ...rest]),
  );
}
