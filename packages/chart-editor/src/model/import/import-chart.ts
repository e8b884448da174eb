import type { ChartSection, Drawing } from '@frontrow/contract/chart/drawing';
import type { Point } from '@frontrow/contract/chart/geometry';
import { compileSection } from '../compile.ts';
import type { ArcShape, ChartDocument, Outline, Section, Shape } from '../document.ts';
import { drawnRow } from '../shape/drawn-rows.ts';
import { isSame } from './common.ts';
import { findArc } from './find-arc.ts';
import { findBlock } from './find-block.ts';

/**
 * The document of a chart. A section whose rows follow parameters gets them back; the rows of others stay as they are
 * drawn. Either way the document compiles to the same chart again.
 */
export function importChart(
  chart: Drawing,
  prices: Readonly<Record<string, number | null>> = {},
): ChartDocument {
  const { width, height, focus, stage = null } = chart;
  const centres: Point[] = [[width / 2, height / 2], focus];
  const sections = chart.sections.map((section, index) => {
    const found = importSection(section, { id: `s${index + 1}`, focus, centres });
    if (found.shape.kind === 'ARC') addCentre(centres, found.shape);
    return found;
  });
  const names = new Set([
    ...chart.sections.map(({ category }) => category),
    ...Object.keys(prices),
  ]);
  return {
    ...{ width, height, focus, stage, sections },
    categories: [...names].map((name) => ({ name, price: prices[name] ?? null })),
  };
}

/** Blocks of one bowl have one centre. */
function addCentre(centres: Point[], { centre }: ArcShape): void {
  if (!centres.some(([x, y]) => x === centre[0] && y === centre[1])) centres.unshift(centre);
}

interface Surroundings {
  id: string;
  focus: Point;
  centres: readonly Point[];
}

function importSection(section: ChartSection, { id, focus, centres }: Surroundings): Section {
  const { name, category, outline = null } = section;
  const shape: Shape =
    section.kind === 'GENERAL'
      ? { kind: 'STANDING', capacity: section.capacity }
      : (findBlock(section.rows, focus) ??
        findArc(section.rows, focus, centres) ?? {
          kind: 'DRAWN',
          rows: section.rows.map((row) => drawnRow(row, focus)),
        });
  const around: Section = { id, name, category, outline: 'AROUND', shape };
  const isAround = outline !== null && isSame(compileSection(around, focus).outline, outline);
  return isAround ? around : { ...around, outline: outline as Outline };
}
