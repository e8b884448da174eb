import { problemsOf } from '@frontrow/contract/chart/check-drawing';
import { audit } from '@frontrow/domain/audit/audit';
import { type Environment, withEnvironment } from './environment.ts';
import { median } from './measure.ts';

/**
 * Measures what an operator waits for: the check of a drawing, the creation of its chart, the creation of a
 * performance in it, and the audit of all performances so far.
 */
const SIZES = [1_000, 10_000, 60_000, 100_000];
/** Measured rounds; one more runs before them and does not count. */
const ROUNDS = 5;
const SEATS_IN_ROW = 100;
const ROWS_IN_SECTION = 50;

type Drawing = Parameters<typeof problemsOf>[0];

/** Curved rows, with two aisles, and with wheelchair places and companions in every tenth row. */
function houseOf(places: number): Drawing {
  const rows = places / SEATS_IN_ROW;
  const width = 60_000;
  return {
    ...{ width, height: 60_000, focus: [width / 2, 0] },
    sections: Array.from({ length: Math.ceil(rows / ROWS_IN_SECTION) }, (_, section) => ({
      ...{ name: `Block ${section + 1}`, category: `Category ${section % 4}`, kind: 'SEATED' },
      rows: Array.from(
        { length: Math.min(ROWS_IN_SECTION, rows - section * ROWS_IN_SECTION) },
        (_, row) => {
          const y = 1_000 + 40 * (section * ROWS_IN_SECTION + row);
          return {
            ...{ name: `${row + 1}`, count: SEATS_IN_ROW, start: [1_000, y], end: [50_000, y] },
            ...{ bow: 200, first: 1, step: 1, aisleAfter: [25, 75], restrictedView: [] },
            ...(row % 10 === 0
              ? { accessible: [1, 3], companion: [2, 4] }
              : { accessible: [], companion: [] }),
          };
        },
      ),
    })),
  };
}

/** Returns the milliseconds of a call. */
async function timed(call: () => unknown): Promise<number> {
  const start = performance.now();
  await call();
  return performance.now() - start;
}

async function measure(environment: Environment, places: number): Promise<number[]> {
  const { ctx, services } = environment;
  const user = await services.session.devSignIn({ name: 'operator', role: 'operator' });
  const operator = { userId: user.id, service: false };
  const house = { ...{ title: 'Bench', artist: 'Bench', venue: 'Bench' }, description: '' };
  const concert = await services.admin.createConcert(operator, { ...house, holdLimit: 4 });
  const chart = houseOf(places);
  let chartId = '';
  const named = { name: 'Bench', chart };
  const prices = { 'Category 0': 4, 'Category 1': 3, 'Category 2': 2, 'Category 3': 1 };
  const categories = new Set(chart.sections.map(({ category }) => category));
  return [
    await timed(() => problemsOf(chart)),
    await timed(async () => {
      chartId = (await services.admin.createChart(operator, named)).chartId;
    }),
    await timed(() =>
      services.admin.createPerformance(operator, {
        ...{ concertId: concert.id, chartId, timezone: 'UTC', orphanRule: 'off' },
        startsAt: new Date(Date.now() + 86_400_000),
        prices: Object.fromEntries(Object.entries(prices).filter(([name]) => categories.has(name))),
      }),
    ),
    await timed(() => audit(ctx, { concertId: concert.id })),
  ];
}

await withEnvironment(async (environment) => {
  const times = new Map(SIZES.map((size): [number, number[][]] => [size, []]));
  for (let round = 0; round <= ROUNDS; round++) {
    for (const size of SIZES) {
      const measured = await measure(environment, size);
      if (round > 0) times.get(size)?.push(measured);
    }
  }
  console.log(`Milliseconds, the median of ${ROUNDS} rounds:`);
  console.log(' places   check   createChart   createPerformance   audit of the concert');
  for (const [size, rounds] of times) {
    const [check, chart, made, audited] = [0, 1, 2, 3].map((step) =>
      Math.round(median(rounds.map((each) => each[step] ?? Number.NaN))),
    );
    const columns = [check, chart, made, audited].map((ms, i) =>
      String(ms).padStart([8, 14, 20, 23][i] ?? 0),
    );
    console.log(`${String(size).padStart(7)}${columns.join('')}`);
  }
});
