import type { ChartView } from '@frontrow/contract/chart';
import { placesOf } from '@frontrow/contract/chart/layout';
import { viewOfSections } from '@frontrow/contract/chart/view-of-sections';
import { compile } from './compile.ts';
import type { ChartDocument } from './document.ts';

export type PreviewChart = Omit<ChartView, 'performanceId' | 'chartId'>;

/** The chart as buyers get it, and every place of it free. */
export function previewOf(
  document: ChartDocument,
  currency: string,
): { chart: PreviewChart; places: string; general: { section: string; available: number }[] } {
  const drawing = compile(document);
  const prices = new Map(document.categories.map(({ name, price }) => [name, price ?? 0]));
  const sections = viewOfSections(
    drawing,
    (section) => prices.get(drawing.sections[section]?.category ?? '') ?? 0,
  );
  const { width, height, focus, stage = null } = drawing;
  const standing = sections.filter(({ kind }) => kind === 'GENERAL');
  return {
    chart: { currency, width, height, focus, stage, orphanRule: 'off', sections },
    places: placesOf(drawing) > 0 ? sections.map(lettersOf).join('') : '',
    general: standing.map(({ name, places }) => ({ section: name, available: places })),
  };
}

const lettersOf = ({ kind, places }: PreviewChart['sections'][number]): string =>
  (kind === 'GENERAL' ? '-' : 'A').repeat(places);
