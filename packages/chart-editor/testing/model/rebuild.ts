import type { Point } from '@frontrow/contract/chart/geometry';
import {
  type ChartDocument,
  type MARKS,
  NUMBERING,
  type Section,
} from '../../src/model/document.ts';
import { setFrame } from '../../src/model/operations/chart.ts';
import { markSeats, type SeatRef } from '../../src/model/operations/marks.ts';
import { moveSections, repeatSections } from '../../src/model/operations/place.ts';
import { addSections, changeSections } from '../../src/model/operations/sections.ts';
import {
  changeShape,
  countOfRow,
  hasParameters,
  setOutline,
} from '../../src/model/operations/shape.ts';
import { arcShape, blockShape, rectangle } from '../../src/model/templates/parts.ts';
import { templates } from '../../src/model/templates/templates.ts';

/*
 * The venues of the demo, rebuilt as an operator would: sections are added, given parameters, copied, moved, and their
 * seats marked, one operation after the other.
 */

type Mark = (typeof MARKS)[number];

/** A document under construction. */
class Building {
  document: ChartDocument;

  constructor(given: Parameters<typeof setFrame>[1]) {
    this.document = setFrame(templates.blank(), given);
  }

  add(section: Omit<Section, 'id'>): string {
    const { document, ids } = addSections(this.document, [section]);
    this.document = document;
    return ids[0] ?? '';
  }

  shape(id: string, given: Parameters<typeof changeShape>[2]): void {
    this.document = changeShape(this.document, [id], given);
  }

  outline(id: string, outline: Section['outline']): void {
    this.document = setOutline(this.document, [id], outline);
  }

  move(id: string, by: Point): void {
    this.document = moveSections(this.document, [id], by);
  }

  rename(id: string, name: string): void {
    this.document = changeSections(this.document, [id], (section) => ({ ...section, name }));
  }

  repeat(ids: string[], repeat: Parameters<typeof repeatSections>[2]): string[] {
    const { document, ids: copies } = repeatSections(this.document, ids, repeat);
    this.document = document;
    return copies;
  }

  /** Marks seats of a row by their numbers, from 1. */
  mark(id: string, mark: Mark, rows: Record<number, readonly number[]>): void {
    const seats = Object.entries(rows).flatMap(([row, numbers]) =>
      numbers.map((number): SeatRef => ({ section: id, row: Number(row), seat: number - 1 })),
    );
    this.document = markSeats(this.document, seats, { mark, isOn: true });
  }

  countOf(id: string, row: number): number {
    const shape = this.document.sections.find((section) => section.id === id)?.shape;
    return shape && hasParameters(shape) ? countOfRow(shape, row) : 0;
  }
}

const upTo = (count: number): number[] => Array.from({ length: count }, (_, n) => n + 1);

export function rebuiltClub(): ChartDocument {
  const built = new Building({
    width: 1_600,
    height: 1_500,
    focus: [800, 240],
    stage: { outline: rectangle([500, 60], [1_100, 240]), label: 'Stage' },
  });
  const around = rectangle([380, 290], [1_220, 900]);
  const standing = { kind: 'STANDING', capacity: 300 } as const;
  const floor = built.add({
    name: 'Floor',
    category: 'Standing',
    outline: around,
    shape: standing,
  });
  built.shape(floor, { capacity: 600 });

  const plain = (name: string, category = name) =>
    built.add({ name, category, outline: null, shape: blockShape({ at: [800, 700] }) });
  const platform = plain('Platform');
  built.shape(platform, { rows: 1, seats: 8, spacing: 50, aisles: [4], at: [800, 970] });
  built.shape(platform, { numbering: { ...NUMBERING, firstRow: 15 } });
  built.mark(platform, 'accessible', { 0: [1, 3, 5, 7] });
  built.mark(platform, 'companion', { 0: [2, 4, 6, 8] });
  built.outline(platform, rectangle([560, 930], [1_040, 1_010]));

  const balcony = plain('Balcony');
  built.shape(balcony, { rows: 3, seats: 26, spacing: 35.56, rowSpacing: 70, bow: 90 });
  built.shape(balcony, { aisles: [8, 18], at: [800, 1_080] });
  built.outline(balcony, rectangle([280, 1_040], [1_320, 1_360]));

  const left = plain('Balcony left', 'Balcony');
  built.shape(left, { rows: 2, seats: 11, spacing: 66, angle: 90, at: [220, 650] });
  built.mark(left, 'restrictedView', { 0: [1, 2], 1: [1, 2] });
  built.outline(left, rectangle([130, 270], [250, 1_030]));
  const [right = ''] = built.repeat([left], {
    times: 1,
    turn: { degrees: 180, around: [800, 650] },
  });
  built.shape(right, { numbering: { ...NUMBERING, isFromRight: true } });
  for (const row of [0, 1]) built.mark(right, 'restrictedView', { [row]: [1, 2] });
  const others = [10, 11].flatMap((number) =>
    [0, 1].map((row): SeatRef => ({ section: right, row, seat: number - 1 })),
  );
  built.document = markSeats(built.document, others, { mark: null, isOn: false });
  built.outline(right, rectangle([1_350, 270], [1_470, 1_030]));
  built.rename(right, 'Balcony right');
  return built.document;
}

export function rebuiltTheatre(): ChartDocument {
  const built = new Building({
    width: 3_000,
    height: 2_800,
    focus: [1_500, 420],
    stage: {
      outline: [
        [800, 100],
        [2_200, 100],
        [2_050, 420],
        [950, 420],
      ],
      label: 'Stage',
    },
  });
  const plain = (name: string, category = name) =>
    built.add({ name, category, outline: null, shape: blockShape({ at: [1_500, 1_000] }) });
  const stalls = plain('Stalls');
  built.shape(stalls, { rows: 18, seats: 24, seatsMore: 1, spacing: 46, rowSpacing: 74 });
  built.shape(stalls, { bow: 60, bowMore: 2, aisles: [0.25, 0.75] });
  built.move(stalls, [0, -440]);
  built.mark(stalls, 'accessible', { 17: [1, 3, 39, 41] });
  built.mark(stalls, 'companion', { 17: [2, 4, 38, 40] });
  built.outline(stalls, [
    [840, 500],
    [2_160, 500],
    [2_540, 1_960],
    [460, 1_960],
  ]);
  const circle = plain('Circle');
  built.shape(circle, { rows: 8, seats: 38, seatsMore: 1, spacing: 46, rowSpacing: 62 });
  built.shape(circle, { bow: 140, aisles: [0.25, 0.75], at: [1_500, 2_080] });
  built.outline(circle, [
    [540, 2_030],
    [2_460, 2_030],
    [2_620, 2_720],
    [380, 2_720],
  ]);

  const left = plain('Box left 1', 'Boxes');
  built.shape(left, {
    rows: 2,
    seats: 4,
    spacing: 53.3,
    rowSpacing: 100,
    angle: 90,
    at: [360, 700],
  });
  built.mark(left, 'restrictedView', { 1: upTo(4) });
  built.outline(left, rectangle([200, 570], [420, 830]));
  const [right = ''] = built.repeat([left], {
    times: 1,
    turn: { degrees: 180, around: [1_500, 700] },
  });
  built.shape(right, { numbering: { ...NUMBERING, isFromRight: true } });
  built.outline(right, rectangle([2_580, 570], [2_800, 830]));
  built.rename(right, 'Box right 1');
  built.repeat([left, right], { times: 3, by: [0, 320] });
  for (const id of [left, right]) built.mark(id, 'restrictedView', { 0: upTo(4) });
  return built.document;
}

export function rebuiltArena(): ChartDocument {
  const built = new Building({
    width: 6_400,
    height: 6_400,
    focus: [3_200, 2_050],
    stage: { outline: rectangle([2_500, 1_500], [3_900, 2_050]), label: 'Stage' },
  });
  const first = built.add({
    name: 'Floor A',
    category: 'Floor',
    outline: null,
    shape: blockShape({ at: [2_510, 2_180], rows: 22, seats: 20 }),
  });
  built.shape(first, { spacing: 31, rowSpacing: 40, aisles: [10] });
  built.outline(first, rectangle([2_180, 2_160], [2_840, 3_060]));
  const front = [first, ...built.repeat([first], { times: 2, by: [690, 0] })];
  built.repeat(front, { times: 1, by: [0, 960] });

  const tiers = [
    { name: 'Lower', category: 'Lower tier', blocks: 16, rows: 19, radius: 1_560 },
    { name: 'Upper', category: 'Upper tier', blocks: 20, rows: 18, radius: 2_420 },
  ];
  for (const { name, category, blocks, rows, radius } of tiers) {
    const turn = 300 / blocks;
    const shape = arcShape({ centre: [3_200, 3_200], from: -150, turn });
    const block = built.add({ name: `${name} 1`, category, outline: 'AROUND', shape });
    built.shape(block, { radius, rows, rowSpacing: 42, spacing: 26.7, aisles: [0.5] });
    // Copies go with the clock from below, which are angles that shrink: the other way round.
    const around: Point = [3_200, 3_200];
    const copies = built.repeat([block], { times: blocks - 1, turn: { degrees: -turn, around } });
    const all = [block, ...copies];
    for (const id of [block, all.at(-1) ?? '']) {
      for (let row = 0; row < rows / 2; row++) {
        built.mark(id, 'restrictedView', { [row]: upTo(built.countOf(id, row)) });
      }
    }
    if (name === 'Upper') continue;
    const last = rows - 1;
    for (const id of all.slice(1, -1)) {
      const middle = Math.floor(built.countOf(id, last) / 2);
      built.mark(id, 'accessible', { [last]: [middle, middle + 2] });
      built.mark(id, 'companion', { [last]: [middle - 1, middle + 1] });
    }
  }
  return built.document;
}
