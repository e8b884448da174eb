import type { CreatePerformanceInput } from '@frontrow/contract/catalog/performances';
import type { CreateChartInput } from '@frontrow/contract/chart';
import type { World } from './world.ts';

type Chart = CreateChartInput['chart'];
type Section = Chart['sections'][number];

const seat = (letter: string) => letter !== '|';
const numbersOf = (row: string, wanted: string) =>
  [...row].filter(seat).flatMap((letter, index) => (letter === wanted ? [index + 1] : []));

/**
 * A drawing whose rows are given in letters, the first one nearest to the focus: `.` is a seat, `a` one for a
 * wheelchair, `c` one for a companion, `r` one with a restricted view, `|` an aisle. With `standing` there is also a
 * standing area `Pit` of that capacity, whose places come after the seats.
 */
export function chartOf(rows: string[], standing = 0): Chart {
  const width = 20 * (Math.max(...rows.map(({ length }) => length)) + 2);
  const seated: Section = {
    ...{ name: 'Floor', category: 'Seats', kind: 'SEATED' },
    rows: rows.map((row, line) => ({
      ...{ name: String.fromCharCode(65 + line), count: [...row].filter(seat).length },
      ...{ start: [20, 100 + 20 * line], end: [20 * row.length, 100 + 20 * line] },
      ...{ bow: 0, first: 1, step: 1, restrictedView: numbersOf(row, 'r') },
      ...{ accessible: numbersOf(row, 'a'), companion: numbersOf(row, 'c') },
      aisleAfter: [...row].flatMap((letter, index) =>
        seat(letter) ? [] : [[...row.slice(0, index)].filter(seat).length],
      ),
    })),
  };
  const pit: Section = { name: 'Pit', category: 'Standing', kind: 'GENERAL', capacity: standing };
  const sections = standing > 0 ? [seated, pit] : [seated];
  return { width, height: 2_000, focus: [Math.floor(width / 2), 0], sections };
}

/** A concert with one performance in a house of these rows. */
export async function houseOf(
  world: World,
  rows: string[],
  {
    standing = 0,
    holdLimit = 100,
    ...input
  }: Partial<CreatePerformanceInput> & { standing?: number; holdLimit?: number } = {},
): Promise<{ concertId: string; performanceId: string; chartId: string }> {
  const operator = await world.caller('operator', 'operator');
  const concertId = await world.concert({ holdLimit });
  const chart = chartOf(rows, standing);
  const made = { name: 'A house', chart };
  const { chartId } = await world.services.admin.createChart(operator, made);
  const prices = { Seats: 50_000, ...(standing > 0 ? { Standing: 30_000 } : {}) };
  const performanceId = await world.performance(concertId, { chartId, prices, ...input });
  return { concertId, performanceId, chartId };
}
