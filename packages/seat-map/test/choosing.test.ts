import { describe, expect, test } from 'vitest';
import { changes, hall } from '../testing/charts/small-charts.ts';
import { useMaps } from '../testing/page/use-maps.ts';

const maps = useMaps();

describe('one by one', () => {
  test('a tap chooses a seat and another one gives it back', async () => {
    const map = await maps.map(hall([{ letters: 'AAHS' }]));
    await map.click(0);
    await map.click(1);
    expect(await map.last('onSelect')).toMatchObject({
      ...{ places: [0, 1], quantity: 2, amount: 264_000, currency: 'KRW', issues: [] },
      seats: [
        { section: 'B', row: '1', number: '1', category: 'VIP', price: 132_000, state: 'chosen' },
        { number: '2' },
      ],
    });
    await map.click(0);
    expect((await map.selection()).places).toEqual([1]);
  });

  test('held and sold seats cannot be chosen, and the tap is told', async () => {
    const map = await maps.map(hall([{ letters: 'AAHS' }]));
    await map.click(2);
    await map.click(3);
    expect((await map.selection()).places).toEqual([]);
    expect((await map.recorded('onTap')).map(({ place }) => place)).toEqual([2, 3]);
  });

  test('at most as many as the limit are chosen, and the map says so', async () => {
    const map = await maps.map({ ...hall([{ letters: 'AAAA' }]), limit: 2 });
    for (const place of [0, 1, 2]) await map.click(place);
    expect((await map.selection()).places).toEqual([0, 1]);
    expect(await map.last('onNotice')).toMatchObject({
      kind: 'TOO_MANY',
      text: '2 seats is the most for one person',
    });
    expect(await map.texts('.sm-notice p')).toEqual(['2 seats is the most for one person']);
  });
});

describe('a party', () => {
  test('is seated whole by one tap, nearest to the focus, leaving no seat alone', async () => {
    // Seat 3 of AAAAA: 2 and 3 would leave 1 alone, so would 3 and 4 leave 5.
    const map = await maps.map({ ...hall([{ letters: 'AAAAAA' }]), partySize: 2 });
    await map.click(1);
    expect((await map.selection()).places).toEqual([0, 1]);
    await map.click(3);
    expect((await map.selection()).places).toEqual([2, 3]);
    await map.click(3);
    expect((await map.selection()).places).toEqual([]);
  });

  test('is shown at the mouse before the tap', async () => {
    const map = await maps.map({ ...hall([{ letters: 'AAAAAA' }]), partySize: 2 });
    const before = await map.marks();
    const { x, y } = await map.pointOf(1);
    await map.page.mouse.move(x, y);
    await map.settled();
    expect(await map.marks()).not.toBe(before);
    expect(await map.last('onPoint')).toMatchObject({ place: 1, state: 'available' });
    expect(await map.texts('.sm-tip')).toEqual(['B, row 1, seat 2VIP · ₩132,000']);
  });

  test('too large for the row is told how many fit, and may sit apart', async () => {
    const map = await maps.map({
      ...hall([{ letters: 'AAASAA' }, { letters: 'AASSSS' }]),
      partySize: 4,
    });
    await map.click(0);
    expect(await map.last('onNotice')).toMatchObject({
      kind: 'NO_RUN',
      text: '3 side by side is the most here',
      actions: [{ label: 'Sit apart' }],
    });
    await map.page.getByRole('button', { name: 'Sit apart' }).click();
    expect((await map.selection()).places).toEqual([0, 1, 6, 7]);
    expect(await map.last('onNotice')).toBeNull();
  });

  test('does not sit across an aisle, nor on places for wheelchairs', async () => {
    const map = await maps.map({ ...hall([{ letters: 'AA|AAA', accessible: [2] }]), partySize: 2 });
    await map.click(1);
    expect((await map.selection()).places).toEqual([0, 1]);
    await map.click(4);
    expect((await map.selection()).places).toEqual([3, 4]);
  });
});

describe('rules', () => {
  test('a seat left alone is pointed at, and another choice is offered', async () => {
    const map = await maps.map(hall([{ letters: 'AAAAA' }], { orphanRule: 'refuse' }));
    const before = await map.marks();
    await map.click(1);
    expect(await map.last('onNotice')).toMatchObject({
      kind: 'ORPHAN',
      text: 'One seat is left alone; 3 works',
      places: [0],
      actions: [{ label: 'Shift' }],
    });
    expect((await map.last('onSelect'))?.issues).toMatchObject([
      { kind: 'ORPHAN', places: [0], instead: [2] },
    ]);
    expect(await map.marks()).not.toBe(before);
    await map.page.getByRole('button', { name: 'Shift' }).click();
    expect(await map.last('onSelect')).toMatchObject({ places: [2], issues: [] });
  });

  test('seats that are not side by side are refused if the page says so', async () => {
    const map = await maps.map({ ...hall([{ letters: 'AA|AAAA' }]), rules: ['sideBySide'] });
    await map.click(0);
    await map.click(1);
    expect((await map.last('onSelect'))?.issues).toEqual([]);
    await map.click(2);
    expect(await map.last('onNotice')).toMatchObject({
      kind: 'APART',
      text: 'These seats are not side by side',
    });
  });

  test('a page adds rules of its own', async () => {
    const map = await maps.page();
    const given = hall([{ letters: 'AAAA' }]);
    await map.page.evaluate(async (options) => {
      seatMapPage.open({
        ...options,
        rules: [({ quantity }) => (quantity % 2 === 1 ? { text: 'Only even numbers' } : null)],
      });
      await seatMapPage.map?.ready;
    }, given);
    await map.click(0);
    expect(await map.last('onNotice')).toMatchObject({ kind: 'CUSTOM', text: 'Only even numbers' });
    await map.click(1);
    expect((await map.last('onSelect'))?.issues).toEqual([]);
  });
});

describe('the best seats', () => {
  const house = hall([
    { letters: 'AAAAHAAAAA', accessible: [0, 1] },
    { letters: 'AAAAAAAAAA', restrictedView: [4, 5] },
    { letters: 'AAAAAAAAAA' },
  ]);

  test('are found without being chosen, by the rules of holdBest', async () => {
    const map = await maps.map(house);
    const best = async (wish: { quantity: number; accessible?: boolean; maxPrice?: number }) =>
      ((await map.call('findBest', wish)) as { place: number }[] | null)?.map(
        ({ place }) => place,
      ) ?? null;
    expect(await best({ quantity: 2 })).toEqual([8, 9]);
    expect(await best({ quantity: 3, accessible: true })).toEqual([1, 2, 3]);
    expect(await best({ quantity: 6 })).toEqual([24, 25, 26, 27, 28, 29]);
    expect(await best({ quantity: 11 })).toBeNull();
    expect(await best({ quantity: 1, maxPrice: 1000 })).toBeNull();
    expect((await map.selection()).places).toEqual([]);
  });

  test('are previewed by rings', async () => {
    const map = await maps.map(house);
    const before = await map.marks();
    await map.call('preview', [5, 6]);
    expect(await map.marks()).not.toBe(before);
    expect((await map.selection()).places).toEqual([]);
  });

  test('are chosen, shown, and it is said where they are', async () => {
    const map = await maps.map({ ...house, partySize: 2 });
    await map.call('chooseBest');
    expect(await map.last('onSelect')).toMatchObject({ places: [8, 9] });
    expect(await map.last('onNotice')).toMatchObject({
      kind: 'BEST',
      text: 'B, row 1, seats 9, 10',
    });
    await map.call('chooseBest', { quantity: 11 });
    expect(await map.last('onNotice')).toMatchObject({ kind: 'NO_BEST' });
    expect((await map.selection()).places).toEqual([8, 9]);
  });
});

describe('somebody was faster', () => {
  test('the seat is not chosen any more, the page is told, and the one beside is offered', async () => {
    const map = await maps.map({ ...hall([{ letters: 'AAAA' }]), selected: { places: [1, 2] } });
    await map.apply(changes([[2, 'H']]));
    expect(await map.last('onSelect')).toMatchObject({ places: [1] });
    expect(await map.last('onLost')).toMatchObject({
      places: [{ place: 2, state: 'held' }],
      instead: { place: 0 },
    });
    expect(await map.texts('[role=alert]')).toEqual([
      'Someone took B, row 1, seat 3. 1 beside it is free',
    ]);
    await map.page.getByRole('button', { name: 'Take 1' }).click();
    expect((await map.selection()).places).toEqual([0, 1]);
  });

  test('a seat that becomes the user’s own is not lost', async () => {
    const map = await maps.map({ ...hall([{ letters: 'AAAA' }]), selected: { places: [1] } });
    await map.apply(changes([[1, 'H']], [1]));
    expect(await map.recorded('onLost')).toEqual([]);
    expect((await map.selection()).places).toEqual([]);
    expect(await map.call('placeInfo', 1)).toMatchObject({ state: 'mine' });
  });
});

test('a page chooses for the user, and what cannot be had is left out', async () => {
  const map = await maps.map({ ...hall([{ letters: 'AAHA' }]), selected: { places: [0, 2, 99] } });
  expect((await map.selection()).places).toEqual([0]);
  await map.call('select', { places: [3, 1] });
  expect((await map.selection()).places).toEqual([1, 3]);
});

test('nothing can be chosen on a map to look at', async () => {
  const map = await maps.map({ ...hall([{ letters: 'AAAA' }]), readOnly: true });
  await map.click(0);
  await map.call('chooseBest');
  expect((await map.selection()).quantity).toBe(0);
});
