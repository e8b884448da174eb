/** The numbers between two bounds with the fewest decimals, the nearest to their middle first; at most four decimals. */
export function roundNumbersBetween(least: number, most: number): number[] {
  const middle = (least + most) / 2;
  const found: number[] = [];
  for (let decimals = 0; decimals <= 4; decimals++) {
    const unit = 10 ** decimals;
    const nearest = Math.round(middle * unit);
    for (const step of [0, -1, 1]) {
      const value = (nearest + step) / unit;
      if (value >= least && value <= most && !found.includes(value)) found.push(value);
    }
  }
  return found;
}

/** What a measured number may have been before it was rounded: the roundest first, itself last. */
export const guessesOf = (value: number, within = 0.5): number[] => [
  ...new Set([...roundNumbersBetween(value - within, value + within), value]),
];

/** Everything that all of the bounds allow; null: nothing. */
export function commonBounds(bounds: readonly [number, number][]): [number, number] | null {
  const least = Math.max(...bounds.map(([from]) => from));
  const most = Math.min(...bounds.map(([, to]) => to));
  return least <= most ? [least, most] : null;
}
