import type { ChartRow, ChartSection, Drawing } from '@frontrow/contract/chart/drawing';
import type { Point } from '@frontrow/contract/chart/geometry';
import type { ChartDocument, Section } from './document.ts';
import { rowsOfArc } from './shape/arc-rows.ts';
import { rowsOfBlock } from './shape/block-rows.ts';
import { rowsOfDrawn } from './shape/drawn-rows.ts';
import { cornersOf } from './shape/outline.ts';
import { wholePoint } from './shape/plane.ts';

/*
 * The chart of a document, as `admin.createChart` takes it, with its keys in the order of the schema. Sections never
 * change, so each is computed once.
 */

interface Known {
  focus: Point;
  section: ChartSection;
}
const known = new WeakMap<Section, Known>();

export function compile(document: ChartDocument): Drawing {
  const { width, height, stage } = document;
  return {
    width,
    height,
    focus: wholePoint(document.focus),
    ...(stage ? { stage: { outline: stage.outline.map(wholePoint), label: stage.label } } : {}),
    sections: document.sections.map((section) => compileSection(section, document.focus)),
  };
}

export function compileSection(section: Section, focus: Point): ChartSection {
  const before = known.get(section);
  if (before && before.focus[0] === focus[0] && before.focus[1] === focus[1]) return before.section;
  const compiled = sectionOf(section, wholePoint(focus));
  known.set(section, { focus, section: compiled });
  return compiled;
}

function sectionOf(section: Section, focus: Point): ChartSection {
  const { name, category, shape } = section;
  const rows = rowsOf(section, focus);
  const outline = cornersOf(section, rows, focus)?.map(wholePoint);
  const drawn = outline ? { outline } : {};
  return shape.kind === 'STANDING'
    ? { name, category, kind: 'GENERAL', ...drawn, capacity: shape.capacity }
    : { name, category, kind: 'SEATED', ...drawn, rows };
}

/** The rows of a section, as the chart has them; none of a standing area. */
function rowsOf({ shape }: Section, focus: Point): ChartRow[] {
  if (shape.kind === 'BLOCK') return rowsOfBlock(shape, focus);
  if (shape.kind === 'ARC') return rowsOfArc(shape, focus);
  return shape.kind === 'DRAWN' ? rowsOfDrawn(shape, focus) : [];
}
