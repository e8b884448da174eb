import { type Arbitrary, array, constantFrom, integer, record } from 'fast-check';
import type { ChartDocument } from '../../src/model/document.ts';
import { renameCategory, setFrame, setPrice } from '../../src/model/operations/chart.ts';
import { markSeats } from '../../src/model/operations/marks.ts';
import { moveSections, repeatSections, turnSections } from '../../src/model/operations/place.ts';
import {
  addSections,
  removeSections,
  reorderSection,
} from '../../src/model/operations/sections.ts';
import { changeShape, setOutline, splitIntoRows } from '../../src/model/operations/shape.ts';
import { blockShape } from '../../src/model/templates/parts.ts';

/** Something that an operator does: what it is, and numbers that say where and how much. */
export interface Edit {
  kind: keyof typeof EDITS;
  which: number;
  by: number;
}

const EDITS = {
  add: (document: ChartDocument, _: string, by: number) =>
    addSections(document, [
      {
        name: 'New',
        category: 'Stalls',
        outline: null,
        shape: blockShape({ at: [400 + by, 700] }),
      },
    ]).document,
  move: (document: ChartDocument, id: string, by: number) =>
    moveSections(document, [id], [by, -by / 2]),
  turn: (document: ChartDocument, id: string, by: number) =>
    turnSections(document, [id], { degrees: by, around: [800, 700] }),
  copy: (document: ChartDocument, id: string, by: number) =>
    repeatSections(document, [id], { times: 1, by: [by, by] }).document,
  remove: (document: ChartDocument, id: string) => removeSections(document, [id]),
  reorder: (document: ChartDocument, id: string, by: number) => reorderSection(document, id, by),
  rows: (document: ChartDocument, id: string, by: number) =>
    changeShape(document, [id], { rows: 1 + Math.abs(by % 9), seats: 1 + Math.abs(by % 30) }),
  bow: (document: ChartDocument, id: string, by: number) =>
    changeShape(document, [id], { bow: by }),
  mark: (document: ChartDocument, id: string, by: number) =>
    markSeats(document, [{ section: id, row: 0, seat: Math.abs(by % 8) }], {
      mark: by % 2 === 0 ? 'accessible' : 'companion',
      isOn: by > 0,
    }),
  split: (document: ChartDocument, id: string) => splitIntoRows(document, [id]),
  outline: (document: ChartDocument, id: string, by: number) =>
    setOutline(document, [id], by > 0 ? 'AROUND' : null),
  price: (document: ChartDocument, _: string, by: number) =>
    setPrice(document, document.categories[0]?.name ?? '', by),
  category: (document: ChartDocument, _: string, by: number) =>
    renameCategory(document, document.categories[0]?.name ?? '', by > 0 ? 'Gold' : 'Balcony'),
  size: (document: ChartDocument, _: string, by: number) =>
    setFrame(document, { width: 1_600 + by }),
};

export const edits: Arbitrary<Edit[]> = array(
  record({
    kind: constantFrom(...(Object.keys(EDITS) as (keyof typeof EDITS)[])),
    which: integer({ min: 0, max: 8 }),
    by: integer({ min: -300, max: 300 }),
  }),
  { maxLength: 25 },
);

export function perform(document: ChartDocument, { kind, which, by }: Edit): ChartDocument {
  const { sections } = document;
  const id = sections[which % Math.max(1, sections.length)]?.id ?? '';
  return EDITS[kind](document, id, by);
}
