import type { ChartView } from '../chart.ts';
import type { ChartRow, Drawing } from './drawing.ts';
import { indexOfNumber, numberAt } from './layout.ts';

type SectionView = ChartView['sections'][number];

/** The sections of a drawing as readers get them: with place numbers, and the price of each section by its index. */
export function viewOfSections(
  drawing: Drawing,
  priceAt: (section: number) => number,
): SectionView[] {
  let place = 0;
  return drawing.sections.map((section, position) => {
    const firstPlace = place;
    const rows =
      section.kind === 'GENERAL'
        ? []
        : section.rows.map((each) => {
            const view = rowView(each, place);
            place += each.count;
            return view;
          });
    if (section.kind === 'GENERAL') place += section.capacity;
    const { name, kind, category, outline = null } = section;
    const price = priceAt(position);
    return { name, kind, category, price, outline, firstPlace, places: place - firstPlace, rows };
  });
}

function rowView(row: ChartRow, firstPlace: number): SectionView['rows'][number] {
  const placesOf = (numbers: readonly number[]) =>
    numbers.map((number) => firstPlace + indexOfNumber(row, number)).sort((a, b) => a - b);
  const { name, count, start, end, bow } = row;
  return {
    ...{ name, firstPlace, count, start, end, bow },
    numbers: Array.from({ length: count }, (_, index) => String(numberAt(row, index))),
    aisleAfter: placesOf(row.aisleAfter),
    accessible: placesOf(row.accessible),
    companion: placesOf(row.companion),
    restrictedView: placesOf(row.restrictedView),
  };
}
