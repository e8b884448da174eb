/** The colours of the drawing: the tokens of the pages where an element stands. */
export interface Theme {
  bg: string;
  raised: string;
  sunk: string;
  line: string;
  line2: string;
  ink: string;
  ink2: string;
  ink3: string;
  you: string;
  onYou: string;
  bad: string;
  /** `--cat-1` to `--cat-8`. */
  categories: string[];
  font: string;
  /** A word for all of it: what was drawn with another one is drawn anew. */
  key: string;
}

/** The steps of the ramp for so many categories, as the seat map of the buyers has them. */
const RAMPS: readonly (readonly number[])[] = [
  [],
  [1],
  [1, 4],
  [1, 3, 5],
  [1, 3, 4, 5],
  [1, 2, 3, 4, 5],
];
const CATEGORIES = 8;

/** The index of the colour of a category, from the dearest. */
export const colourOf = (category: number, categories: number): number =>
  (RAMPS[categories]?.[category] ?? (category % CATEGORIES) + 1) - 1;

export function readTheme(element: HTMLElement): Theme {
  const style = getComputedStyle(element);
  const token = (name: string) => style.getPropertyValue(`--${name}`).trim();
  const categories = Array.from({ length: CATEGORIES }, (_, index) => token(`cat-${index + 1}`));
  const theme = {
    bg: token('bg'),
    raised: token('raised'),
    sunk: token('sunk'),
    line: token('line'),
    line2: token('line-2'),
    ink: token('ink'),
    ink2: token('ink-2'),
    ink3: token('ink-3'),
    you: token('you'),
    onYou: token('on-you'),
    bad: token('bad'),
    categories,
    font: style.fontFamily,
  };
  return { ...theme, key: JSON.stringify(theme) };
}
