import { contextOf } from './context.ts';

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

/** The steps of the ramp for so many categories: neighbours differ as much as they can. More than eight repeat. */
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
  return RAMPS[categories]?.[category] ?? (category % 8) + 1;
}

/** Reads the tokens where an element stands. */
export function readTheme(probe: HTMLElement, categories: number): Theme {
  const style = getComputedStyle(probe);
  // One element for each token, so that the browser computes the styles once.
  const names = [
    'raised',
    'sunk',
    'line',
    'line-2',
    'ink',
    'ink-2',
    'ink-3',
    'you',
    'on-you',
    'bad',
  ];
  for (let index = 0; index < categories; index++) names.push(`cat-${stepOf(index, categories)}`);
  const probes = names.map((name) => {
    const element = document.createElement('i');
    element.style.color = `var(--sm-${name})`;
    return element;
  });
  probe.replaceChildren(...probes);
  const [raised = '', sunk = '', line = '', line2 = '', ink = '', ink2 = '', ink3 = '', ...more] =
    probes.map((element) => getComputedStyle(element).color);
  const [you = '', onYou = '', bad = '', ...fills] = more;
  probe.replaceChildren();
  return {
    ...{ raised, sunk, line, line2, ink, ink2, ink3, you, onYou, bad },
    ...{ categories: fills, onCategories: textsOn(fills), font: style.fontFamily },
  };
}

/** For each colour near-black, or white where that has more contrast. */
function textsOn(fills: readonly string[]): string[] {
  const canvas = new OffscreenCanvas(fills.length || 1, 1);
  const context = contextOf(canvas, { willReadFrequently: true });
  for (const [index, fill] of fills.entries()) {
    context.fillStyle = fill;
    context.fillRect(index, 0, 1, 1);
  }
  const { data } = context.getImageData(0, 0, canvas.width, 1);
  return fills.map((_, index) => {
    const [red = 0, green = 0, blue = 0] = Array.from(data.slice(index * 4), (value) => {
      const part = value / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    const luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    return 1.05 / (luminance + 0.05) > (luminance + 0.05) / 0.058 ? '#fff' : '#151713';
  });
}
