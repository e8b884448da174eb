/** The colours of a map, as CSS colours that a canvas takes. */
export interface Theme {
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
  /** By category, from the dearest. */
  categories: string[];
  /** What is written on a category. */
  onCategories: string[];
  font: string;
}

const NAMES = {
  ...{
    raised: 'raised',
    sunk: 'sunk',
    line: 'line',
    line2: 'line-2',
    ink: 'ink',
    ink2: 'ink-2',
    ink3: 'ink-3',
  },
  ...{ you: 'you', onYou: 'on-you', bad: 'bad' },
} as const;

/** The steps of the ramp for so many categories: neighbours differ as much as they can. More than six repeat. */
const RAMPS: readonly (readonly number[])[] = [
  [],
  [1],
  [1, 4],
  [1, 3, 5],
  [1, 3, 4, 5],
  [1, 2, 3, 4, 5],
];

/** The number of the token `--seat-map-cat-N` of a category. */
export function stepOf(category: number, categories: number): number {
  return RAMPS[categories]?.[category] ?? (category % 6) + 1;
}

/** Reads the tokens where an element stands. */
export function readTheme(probe: HTMLElement, categories: number): Theme {
  const style = getComputedStyle(probe);
  const colour = (name: string) => {
    probe.style.color = `var(--sm-${name})`;
    return style.color;
  };
  const named = Object.fromEntries(
    Object.entries(NAMES).map(([key, name]) => [key, colour(name)]),
  ) as Record<keyof typeof NAMES, string>;
  const fills = Array.from({ length: categories }, (_, index) =>
    colour(`cat-${stepOf(index, categories)}`),
  );
  return { ...named, categories: fills, onCategories: fills.map(textOn), font: style.fontFamily };
}

/** Near-black, or white where that has more contrast. */
function textOn(fill: string): string {
  const luminance = luminanceOf(fill);
  return 1.05 / (luminance + 0.05) > (luminance + 0.05) / 0.058 ? '#fff' : '#151713';
}

function luminanceOf(fill: string): number {
  const context = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
  if (!context) return 0;
  context.fillStyle = fill;
  context.fillRect(0, 0, 1, 1);
  const [red = 0, green = 0, blue = 0] = [...context.getImageData(0, 0, 1, 1).data].map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
