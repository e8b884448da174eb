import { pointsOfRow } from '@frontrow/contract/chart/geometry';
import {
  ACCESSIBLE,
  COMPANION,
  distanceOf,
  type Layout,
  RESTRICTED_VIEW,
  type SectionLayout,
} from '@frontrow/contract/chart/layout';
import type { ChartPoint, ChartRow, ChartSection, SeatChart } from './chart.ts';
import { type Box, boxOf, type Shape, shapeOf, shapeOfRows } from './shapes.ts';

/** A row, or a standing area, which counts as a row of one place. */
export interface Row {
  index: number;
  name: string;
  section: number;
  first: number;
  count: number;
  numbers: readonly string[];
  box: Box;
}

export interface Section extends SectionLayout {
  index: number;
  price: number;
  category: string;
  /** The index of its category, from the dearest. */
  colour: number;
  shape: Shape;
  /** The indexes of its first row and of the one after its last. */
  rows: readonly [from: number, to: number];
}

export interface Category {
  name: string;
  price: number;
  sections: number[];
}

/** A chart as flat arrays by place number. Computed once for each chart. */
export interface Places extends Layout {
  sections: Section[];
  categories: Category[];
  rows: Row[];
  rowOf: Int32Array;
  x: Float32Array;
  y: Float32Array;
  /** The space of one seat, in units of the chart. */
  pitch: number;
  /** Around everything that is drawn. */
  box: Box;
}

const known = new WeakMap<SeatChart, Places>();

export function placesOf(chart: SeatChart): Places {
  const places = known.get(chart) ?? readPlaces(chart);
  known.set(chart, places);
  return places;
}

function readPlaces(chart: SeatChart): Places {
  const count = chart.sections.reduce((sum, { places }) => sum + places, 0);
  const places: Places = {
    places: count,
    sections: [],
    categories: categoriesOf(chart.sections),
    rows: [],
    rowOf: new Int32Array(count).fill(-1),
    sectionOf: new Uint16Array(count),
    stretchOf: new Int32Array(count).fill(-1),
    flags: new Uint8Array(count),
    distance: new Float64Array(count),
    x: new Float32Array(count),
    y: new Float32Array(count),
    pitch: 1,
    box: [0, 0, chart.width, chart.height],
  };
  const gaps: number[] = [];
  let stretch = 0;
  for (const [index, section] of chart.sections.entries()) {
    const from = places.rows.length;
    places.sectionOf.fill(index, section.firstPlace, section.firstPlace + section.places);
    for (const row of section.rows) {
      stretch = writeRow(places, row, { section: index, stretch, focus: chart.focus });
      const next = row.firstPlace + (row.aisleAfter[0] === row.firstPlace && row.count > 2 ? 1 : 0);
      if (row.count > 1) gaps.push(distanceBetween(places, next, next + 1));
    }
    places.sections.push(sectionOf(places, section, from));
  }
  gaps.sort((a, b) => a - b);
  places.pitch = gaps[Math.floor(gaps.length / 10)] || 40;
  shapeSections(places, chart);
  return places;
}

/** The dearest first: the order of the colours and of the legend. */
function categoriesOf(sections: readonly ChartSection[]): Category[] {
  const categories = new Map<string, Category>();
  for (const [index, { category: name, price }] of sections.entries()) {
    const known = categories.get(name);
    if (known) {
      known.sections.push(index);
      known.price = Math.min(known.price, price);
    } else categories.set(name, { name, price, sections: [index] });
  }
  return [...categories.values()].sort((a, b) => b.price - a.price);
}

/** Writes the seats of a row. Returns the next number of a stretch. */
function writeRow(
  places: Places,
  row: ChartRow,
  { section, stretch, focus }: { section: number; stretch: number; focus: ChartPoint },
): number {
  const { firstPlace: first, count, name, numbers } = row;
  const index = places.rows.length;
  const aisles = row.aisleAfter.map((place) => place - first);
  const points = pointsOfRow({ ...row, aisleAfter: aisles }, focus);
  let current = stretch;
  places.rowOf.fill(index, first, first + count);
  for (let seat = 0; seat < count; seat++) {
    const point = points[seat] as ChartPoint;
    const place = first + seat;
    places.x[place] = point[0];
    places.y[place] = point[1];
    places.stretchOf[place] = current;
    places.distance[place] = distanceOf(point, focus);
    if (aisles.includes(seat)) current++;
  }
  for (const [flag, marked] of [
    [ACCESSIBLE, row.accessible],
    [COMPANION, row.companion],
    [RESTRICTED_VIEW, row.restrictedView],
  ] as const) {
    for (const place of marked) places.flags[place] = (places.flags[place] ?? 0) | flag;
  }
  places.rows.push({ index, name, section, first, count, numbers, box: boxOf(points) });
  return current + 1;
}

function sectionOf(places: Places, section: ChartSection, from: number): Section {
  const { name, kind, category, price, firstPlace, places: count } = section;
  const index = places.sections.length;
  const box: Box = [0, 0, 0, 0];
  if (kind === 'GENERAL') {
    const row = { name: '', section: index, first: firstPlace, count: 1, numbers: [''], box };
    places.rowOf[firstPlace] = places.rows.length;
    places.rows.push({ index: places.rows.length, ...row });
  }
  return {
    ...{ index, name, kind, category, price, firstPlace, places: count },
    colour: places.categories.findIndex((each) => each.name === category),
    shape: { corners: [], box, label: [0, 0] },
    rows: [from, places.rows.length],
  };
}

/** Gives each section its shape, a standing area without an outline one below the drawing. */
function shapeSections(places: Places, chart: SeatChart): void {
  const corners: ChartPoint[] = [...(chart.stage?.outline ?? [])];
  let below = 0;
  for (const section of places.sections) {
    const outline = chart.sections[section.index]?.outline;
    if (outline) section.shape = shapeOf(outline);
    else if (section.kind === 'SEATED')
      section.shape = shapeOfRows(places, places.rows.slice(...section.rows));
    else {
      const top = chart.height * (1 + 0.12 * below++);
      const [right, bottom] = [chart.width, top + chart.height * 0.1];
      section.shape = shapeOf([
        [0, top],
        [right, top],
        [right, bottom],
        [0, bottom],
      ]);
    }
    if (section.kind === 'GENERAL') placeStanding(places, section);
    corners.push(...section.shape.corners);
  }
  if (corners.length > 0) places.box = boxOf(corners);
}

function placeStanding(places: Places, { shape, firstPlace, rows }: Section): void {
  places.x[firstPlace] = shape.label[0];
  places.y[firstPlace] = shape.label[1];
  const row = places.rows[rows[0]];
  if (row) row.box = shape.box;
}

export const distanceBetween = ({ x, y }: Places, a: number, b: number): number =>
  Math.hypot((x[a] ?? 0) - (x[b] ?? 0), (y[a] ?? 0) - (y[b] ?? 0));

export const pointOf = ({ x, y }: Places, place: number): [x: number, y: number] => [
  x[place] ?? 0,
  y[place] ?? 0,
];

export const sectionWith = ({ sections, sectionOf }: Places, place: number): Section | undefined =>
  sections[sectionOf[place] ?? -1];

/** The row of a seat, or of the first place of a standing area. */
export const rowWith = ({ rows, rowOf }: Places, place: number): Row | undefined =>
  rows[rowOf[place] ?? -1];

export const isStanding = (places: Places, place: number): boolean =>
  sectionWith(places, place)?.kind === 'GENERAL';

export const hasFlag = ({ flags }: Places, place: number, flag: number): boolean =>
  ((flags[place] ?? 0) & flag) !== 0;

/** A place number from outside: a whole number that the chart has. */
export const isPlace = ({ places }: Places, place: number): boolean =>
  Number.isInteger(place) && place >= 0 && place < places;
