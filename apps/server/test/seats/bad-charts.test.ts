import { chartOf, houseOf } from '@frontrow/domain/testing/house';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Api, startApi, type Visitor } from '../../testing/http/api.ts';
import { post } from '../../testing/http/raw.ts';

/*
 * What operators may not draw, and performances that do not fit their chart: each is refused with its path, and nothing
 * is written. What is wrong with a drawing itself: see the contract's check-drawing.test.ts.
 */

let api: Api;
let operator: Visitor;
let house: Awaited<ReturnType<typeof houseOf>>;
beforeAll(async () => {
  api = await startApi();
  operator = await api.visitor('operator', 'operator');
  house = await houseOf(api.world, ['....', '....'], { standing: 5 });
});
afterAll(() => api.close());

const TABLES = ['chart', 'performance', 'section', 'seat', 'operator_action'];
async function counts(): Promise<unknown[]> {
  const found = TABLES.map((table) => api.world.pool.query(`select count(*) from ${table}`));
  return (await Promise.all(found)).map(({ rows }) => rows);
}

const send = (procedure: string, body: string, headers: Record<string, string> = {}) =>
  post(`${api.url}/trpc/${procedure}`, body, {
    authorization: `Bearer ${operator.bearer}`,
    ...headers,
  });

const text = (input: unknown) => JSON.stringify({ json: input });
const good = () => ({ name: 'A house', chart: chartOf(['....', '....'], 3) });

/** The code of a refusal with its paths, after a look whether anything was written. */
async function refusalOf(procedure: string, body: string) {
  const before = await counts();
  const { error, status } = await send(procedure, body);
  expect(await counts()).toEqual(before);
  expect(api.faults).toEqual([]);
  const issues = (error.details.issues ?? []) as { path: (string | number)[] }[];
  return { status, errorCode: error.errorCode, paths: issues.map(({ path }) => path.join('.')) };
}
const invalid = (...paths: string[]) => ({ status: 400, errorCode: 'VALIDATION_FAILED', paths });

const replaced = (from: string | RegExp, to: string) => text(good()).replace(from, to);
const ROW = 'chart.sections.0.rows.0';

describe('admin.createChart refuses', () => {
  test.for<[what: string, body: () => string, paths: string[]]>([
    ['an endless number', () => replaced('"start":[20,', '"start":[1e999,'), [`${ROW}.start.0`]],
    ['null for NaN', () => replaced('"start":[20,', '"start":[null,'), [`${ROW}.start.0`]],
    ['a fraction', () => replaced('"start":[20,', '"start":[20.5,'), [`${ROW}.start.0`]],
    ['65,536', () => replaced('"height":2000', '"height":65536'), ['chart.height']],
    ['seats outside', () => replaced('"height":2000', '"height":110'), ['chart.sections.0.rows.1']],
    ['seats on one spot', () => replaced(/120\]/g, '100]'), ['chart.sections.0.rows.1']],
    [
      'a row name twice',
      () => replaced('"name":"B"', '"name":"A"'),
      ['chart.sections.0.rows.1.name'],
    ],
    [
      'a section name twice but for a joiner',
      () => replaced('"name":"Pit"', '"name":"Flo\u200dor"'),
      ['chart.sections.1.name'],
    ],
    ['100,001 places', () => replaced('"capacity":3', '"capacity":99993'), ['chart.sections']],
    [
      'no sections',
      () => text({ name: 'Empty', chart: { ...good().chart, sections: [] } }),
      ['chart.sections'],
    ],
    [
      'a section without a category',
      () => replaced('"category":"Seats",', ''),
      ['chart.sections.0.category'],
    ],
    [
      'an aisle after no seat',
      () => replaced('"aisleAfter":[]', '"aisleAfter":[5]'),
      [`${ROW}.aisleAfter.0`],
    ],
    ['a bow that leads outside', () => replaced('"bow":0', '"bow":-300'), [ROW]],
    ['an unknown key', () => replaced('"width"', '"depth":4,"width"'), ['chart.depth']],
    ['an unknown key beside', () => replaced('"chart"', '"venue":"X","chart"'), ['venue']],
    ['no name', () => text({ chart: good().chart }), ['name']],
  ])('%s', async ([, body, paths]) => {
    expect(body()).not.toBe(text(good()));
    expect(await refusalOf('admin.createChart', body())).toEqual(invalid(...paths));
  });

  test("NaN and Infinity of superjson, which may stand in nobody's input", async () => {
    const { name, chart } = good();
    for (const value of ['NaN', 'Infinity', '-Infinity']) {
      const json = { name, chart: { ...chart, width: value } };
      const body = JSON.stringify({ json, meta: { values: { 'chart.width': ['number'] } } });
      expect(await refusalOf('admin.createChart', body)).toMatchObject({
        errorCode: 'VALIDATION_FAILED',
      });
    }
  });

  test('thousands of faults, and names a hundred of them', async () => {
    const outline = Array.from({ length: 20 }, () => 0);
    const sections = Array.from({ length: 1_000 }, () => ({ kind: 'GENERAL', outline }));
    const body = text({ name: 'Nothing', chart: { ...good().chart, sections } });
    const refusal = await refusalOf('admin.createChart', body);
    expect(refusal.paths).toHaveLength(100);
    expect(refusal.paths[0]).toBe('chart.sections.0.name');
  });
});

describe('the size of a body', () => {
  const spaces = (bytes: number) => text(good()).padEnd(bytes, ' ');
  const tooLarge = { status: 400, errorCode: 'VALIDATION_FAILED', paths: [''] };

  test('of createChart may be a megabyte', async () => {
    expect((await send('admin.createChart', spaces(1024 * 1024))).status).toBe(200);
    for (const bytes of [1024 * 1024 + 1, Math.round(1.1 * 1024 * 1024)]) {
      expect(await refusalOf('admin.createChart', spaces(bytes))).toEqual(tooLarge);
    }
  });

  test('is the same if the body does not tell it', async () => {
    const stream = (bytes: number) =>
      fetch(`${api.url}/trpc/admin.createChart`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: `Bearer ${operator.bearer}`,
        },
        body: new Blob([spaces(bytes)]).stream(),
        duplex: 'half',
      } as RequestInit);
    const before = await counts();
    expect((await stream(1.1 * 1024 * 1024)).status).toBe(400);
    expect(await counts()).toEqual(before);
    expect((await stream(1024 * 1024)).status).toBe(200);
  });

  test.each([
    'admin.createPerformance',
    'admin.createConcert',
    'admin.createChart,admin.createChart',
  ])('of %s is 256 KiB as before', async (procedure) => {
    const path = procedure.includes(',') ? `${procedure}?batch=1` : procedure;
    expect(await refusalOf(path, spaces(256 * 1024 + 1))).toEqual(tooLarge);
  });
});

describe('admin.createPerformance refuses', () => {
  const prices = { Seats: 50_000, Standing: 30_000 };
  const wanted = (rest: object) => ({
    ...{ concertId: house.concertId, startsAt: '2030-06-01T10:00:00.000Z' },
    ...{ chartId: house.chartId, prices, ...rest },
  });
  /** The date is one of superjson's. */
  const body = (rest: object) =>
    JSON.stringify({ json: wanted(rest), meta: { values: { startsAt: ['Date'] } } });
  const plain = (rest: object) =>
    body({
      ...{ chartId: undefined, prices: undefined },
      sections: [{ name: 'S', rows: 2, seatsPerRow: 2, price: 1, ...rest }],
    });

  test.for<[what: string, body: () => string, paths: string[]]>([
    ['a category without a price', () => body({ prices: { Seats: 1 } }), ['prices.Standing']],
    ['no prices', () => body({ prices: {} }), ['prices.Seats']],
    ['an unknown category', () => body({ prices: { ...prices, Gold: 1 } }), ['prices.Gold']],
    [
      'a category named in two ways',
      () => body({ prices: { ...prices, 'Se\u200dats': 1 } }),
      ['prices.Se\u200dats'],
    ],
    ['a negative price', () => body({ prices: { ...prices, Seats: -1 } }), ['prices.Seats']],
    ['half a minor unit', () => body({ prices: { ...prices, Seats: 0.5 } }), ['prices.Seats']],
    ['no number', () => body({ prices: { ...prices, Seats: null } }), ['prices.Seats']],
    ['an endless price', () => body({}).replace('50000', '1e999'), ['prices.Seats']],
    [
      'a price that is too high',
      () => body({ prices: { ...prices, Seats: 1e12 + 1 } }),
      ['prices.Seats'],
    ],
    ['prices without a chart', () => body({ chartId: undefined, sections: [] }), ['prices']],
    ['a chart without prices', () => body({ prices: undefined }), ['prices']],
    ['a chart and sections', () => body({ sections: [] }), ['chartId']],
    ['neither', () => body({ chartId: undefined, prices: undefined }), ['chartId']],
    ['an unknown rule', () => body({ orphanRule: 'maybe' }), ['orphanRule']],
    ['an unknown key', () => body({ orphans: 'refuse' }), ['orphans']],
    ['a start in the past', () => body({ startsAt: '2030-04-01T10:00:00.000Z' }), ['startsAt']],
    ['100,001 seats', () => plain({ rows: 1_000, seatsPerRow: 101 }), ['sections']],
    ['no rows', () => plain({ rows: 0 }), ['sections.0.rows']],
    ['half a seat', () => plain({ seatsPerRow: 1.5 }), ['sections.0.seatsPerRow']],
    ['an unknown key of a section', () => plain({ capacity: 3 }), ['sections.0.capacity']],
  ])('%s', async ([, make, paths]) => {
    expect(await refusalOf('admin.createPerformance', make())).toEqual(invalid(...paths));
  });

  test('an unknown chart, and an unknown concert', async () => {
    const unknown = '01890a5d-ac96-774b-bcce-b302099a8057';
    for (const [rest, errorCode] of [
      [{ chartId: unknown }, 'CHART_NOT_FOUND'],
      [{ concertId: unknown }, 'CONCERT_NOT_FOUND'],
      [{ concertId: unknown, chartId: unknown }, 'CONCERT_NOT_FOUND'],
    ] as const) {
      const refusal = await refusalOf('admin.createPerformance', body(rest));
      expect(refusal).toEqual({ status: 404, errorCode, paths: [] });
    }
  });

  test('none of those that fit', async () => {
    const answer = await send('admin.createPerformance', body({ orphanRule: 'refuse' }));
    expect([answer.status, answer.error.errorCode]).toEqual([200, 'none']);
    expect(await api.world.services.admin.audit({})).toMatchObject({ ok: true });
  });
});
