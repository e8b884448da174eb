import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Api, refusalOf, startApi, type Visitor } from '../../testing/http/api.ts';

let api: Api;
let operator: Visitor;
let concertId: string;
beforeAll(async () => {
  api = await startApi();
  operator = await api.visitor('operator', 'operator');
  concertId = await api.world.concert();
});
afterAll(() => api.close());

const startsAt = new Date('2030-06-15T11:00:00Z');
const seated = (name: string, { category = 'C', row = 'A', x = 1 } = {}) => ({
  ...{ name, category, kind: 'SEATED' as const },
  rows: [
    { name: row, count: 1, start: [x, 1] as [number, number], end: [x, 1] as [number, number] },
  ],
});
const drawing = (sections: ReturnType<typeof seated>[], label = 'Stage') => ({
  ...{ width: 20, height: 20, focus: [1, 0] as [number, number], sections },
  stage: {
    outline: [[0, 0] as [number, number], [1, 0] as [number, number], [0, 1] as [number, number]],
    label,
  },
});
const titles = (title: string, artist = 'A', venue = 'V') => ({ title, artist, venue });

/** Every name of the product: what makes one, and the path of its refusal. */
const NAMES: Record<string, [call: (name: string) => Promise<unknown>, path: (string | number)[]]> =
  {
    'a title': [(name) => operator.client.admin.createConcert.mutate(titles(name)), ['title']],
    'an artist': [
      (name) => operator.client.admin.createConcert.mutate(titles('T', name)),
      ['artist'],
    ],
    'a venue': [
      (name) => operator.client.admin.createConcert.mutate(titles('T', 'A', name)),
      ['venue'],
    ],
    'a new title': [
      (title) => operator.client.admin.updateConcert.mutate({ concertId, title }),
      ['title'],
    ],
    'a user': [(name) => operator.client.admin.createUser.mutate({ name }), ['name']],
    'a sign-in': [(name) => api.client().session.devSignIn.mutate({ name }), ['name']],
    'a chart': [
      (name) => operator.client.admin.createChart.mutate({ name, chart: drawing([seated('S')]) }),
      ['name'],
    ],
    'a section of a chart': [
      (name) =>
        operator.client.admin.createChart.mutate({ name: 'C', chart: drawing([seated(name)]) }),
      ['chart', 'sections', 0, 'name'],
    ],
    'a category': [
      (name) =>
        operator.client.admin.createChart.mutate({
          name: 'C',
          chart: drawing([seated('S', { category: name })]),
        }),
      ['chart', 'sections', 0, 'category'],
    ],
    'a row': [
      (name) =>
        operator.client.admin.createChart.mutate({
          name: 'C',
          chart: drawing([seated('S', { row: name })]),
        }),
      ['chart', 'sections', 0, 'rows', 0, 'name'],
    ],
    'a stage': [
      (name) =>
        operator.client.admin.createChart.mutate({
          name: 'C',
          chart: drawing([seated('S')], name),
        }),
      ['chart', 'stage', 'label'],
    ],
    'a section of a performance': [
      (name) =>
        operator.client.admin.createPerformance.mutate({
          ...{ concertId, startsAt },
          sections: [{ name, rows: 1, seatsPerRow: 1, price: 1 }],
        }),
      ['sections', 0, 'name'],
    ],
  };

const UNSEEN = ['\u3164', '\u200B', '\u200D', ' \u2800 ', '\u0301'];
const HARMFUL = [
  'VIP\u200B',
  'a\u202Eb',
  '\u2066a\u2069',
  'a\uFEFF.',
  'a\u00ADb',
  'a\0b',
  'Row 1\uFE0F',
];

describe.each(Object.entries(NAMES))('%s', (_, [call, path]) => {
  test('must be visible, without bidirectional controls and invisible characters', async () => {
    for (const name of [...UNSEEN, ...HARMFUL]) {
      const refusal = await refusalOf(call(name));
      expect(refusal, JSON.stringify(name)).toMatchObject({ errorCode: 'VALIDATION_FAILED' });
      const { issues } = refusal.details as { issues: unknown[] };
      expect(issues).toContainEqual({ path, message: expect.any(String) });
    }
  });

  test('may be of any script, with joiners and emoji', async () => {
    for (const name of [
      '안녕'.normalize('NFD'),
      'می\u200Cخواهم',
      '👩🏽\u200D💻 ❤\uFE0F',
      'Ärger',
    ]) {
      await expect(call(name)).resolves.toBeTruthy();
    }
  });
});

describe('sections and rows that look the same are refused', () => {
  test.for([
    ['Été', 'E\u0301te\u0301'],
    ['서울', '서울'.normalize('NFD')],
    ['Floor A', 'Floor\u00A0A'],
    ['می\u200Cخواهم', 'میخواهم'],
    ['🎸', '🎸\uFE0F'],
  ] as const)('%j and %j', async ([one, other]) => {
    const { createChart, createPerformance } = operator.client.admin;
    const chart = drawing([seated(one), seated(other, { x: 5 })]);
    expect((await refusalOf(createChart.mutate({ name: 'C', chart }))).details).toMatchObject({
      issues: [{ path: ['chart', 'sections', 1, 'name'] }],
    });
    const rows = drawing([
      {
        ...seated('S'),
        rows: [...seated('S', { row: one }).rows, ...seated('S', { row: other, x: 5 }).rows],
      },
    ]);
    const inRows = createChart.mutate({ name: 'C', chart: rows });
    expect((await refusalOf(inRows)).details).toMatchObject({
      issues: [{ path: ['chart', 'sections', 0, 'rows', 1, 'name'] }],
    });
    const section = { rows: 1, seatsPerRow: 1, price: 1 };
    const sections = [one, other].map((name) => ({ ...section, name }));
    const performance = createPerformance.mutate({ concertId, startsAt, sections });
    expect((await refusalOf(performance)).details).toMatchObject({
      issues: [{ path: ['sections', 1, 'name'] }],
    });
  });

  test('and those that differ are taken: VIP, vip, Ｖ', async () => {
    const sections = ['VIP', 'vip', 'Ｖ'].map((name) => ({
      name,
      rows: 1,
      seatsPerRow: 1,
      price: 1,
    }));
    const { createPerformance } = operator.client.admin;
    await expect(
      createPerformance.mutate({ concertId, startsAt, sections }),
    ).resolves.toMatchObject({ seatsTotal: 3 });
  });
});

describe('what is asked for in another form is found', () => {
  test('users, by a Korean name, and with or without joiners', async () => {
    const { admin } = operator.client;
    const korean = await admin.createUser.mutate({ name: '박하늘'.normalize('NFD') });
    const persian = await admin.createUser.mutate({ name: 'نمی\u200Cدانم' });
    expect(korean.name).toBe('박하늘'.normalize('NFC'));
    const found = async (name: string) =>
      (await admin.findUsers.query({ name })).items.map(({ id }) => id);
    for (const name of ['박하늘', '하늘'.normalize('NFD'), ' 박하 ']) {
      expect(await found(name)).toEqual([korean.id]);
    }
    for (const name of ['نمیدانم', 'نمی\u200Cدانم'])
      expect(await found(name)).toEqual([persian.id]);
  });

  test('concerts, sections, categories and tickets', async () => {
    const { admin } = operator.client;
    const house = await api.world.concertWithSeats(
      { title: 'Nuit d’Été', holdLimit: 10 },
      { sections: [{ name: 'Été می\u200Cخواهم', rows: 1, seatsPerRow: 4, price: 10 }] },
    );
    const asked = 'E\u0301te\u0301 میخواهم';
    const { performanceId } = house;
    const { items } = await api.client().concert.list.query({ search: 'e\u0301te\u0301' });
    expect(items.map(({ id }) => id)).toEqual([house.concertId]);
    const blocked = { performanceId, section: asked };
    expect(await admin.blockPlaces.mutate(blocked)).toMatchObject({ changed: 4 });
    expect(await admin.unblockPlaces.mutate(blocked)).toMatchObject({ changed: 4 });
    const prices = { [asked]: 20 };
    expect(await admin.updatePerformance.mutate({ performanceId, prices })).toMatchObject({
      priceFrom: 20,
    });
    const visitor = await api.visitor('asks in another form');
    await visitor.enter(house.concertId);
    const wanted = { performanceId, quantity: 1, sections: [asked], categories: [asked] };
    const held = await visitor.client.reservation.holdBest.mutate(wanted);
    await visitor.client.payment.pay.mutate({ reservationId: held.id, topUp: true });
    const label = `${asked} A-${held.seats[0]?.number}`;
    expect((await admin.listTickets.query({ label })).items).toHaveLength(1);
  });

  test('external ids are compared exactly, and never trimmed or folded', async () => {
    const { admin } = operator.client;
    const given = ['sub', ' sub', 'sub ', 'SUB', 'é', 'e\u0301', 's\u200Bub', '\u200B', ' '];
    const users = [];
    for (const externalId of given) {
      users.push(await admin.createUser.mutate({ name: 'Exact', externalId }));
    }
    expect(new Set(users.map(({ id }) => id)).size).toBe(given.length);
    for (const [index, externalId] of given.entries()) {
      const { items } = await admin.findUsers.query({ externalId });
      expect(items).toEqual([users[index]]);
      expect(items[0]?.externalId).toBe(externalId);
    }
  });
});
