import { expect, test } from 'vitest';
import { consoleOfFile } from '../testing/console/console-of-file.ts';
import { look } from '../testing/storefront/look.ts';

const desk = consoleOfFile();

const CHART = {
  ...{ width: 1_000, height: 600, focus: [500, 0] as [number, number] },
  sections: [
    {
      ...{ name: 'Stalls', category: 'Near', kind: 'SEATED' as const },
      rows: [
        {
          name: 'A',
          count: 4,
          start: [100, 200] as [number, number],
          end: [900, 200] as [number, number],
        },
      ],
    },
    { name: 'Pit', category: 'Standing', kind: 'GENERAL' as const, capacity: 10 },
  ],
};

test('a concert is made, and is open once nothing is missing on its list', async () => {
  const { sale } = desk();
  await sale.operator.admin.createChart.mutate({ name: 'Small room', chart: CHART });
  const page = await desk().enter('/concerts/new');
  await page.getByLabel('Title').fill('Night of Setup');
  await page.getByLabel('Artist').fill('The Testers');
  await page.getByLabel('Venue').fill('Room 1');
  await page.getByRole('button', { name: 'Make it, then add a date' }).click();
  await page.getByText('It has no date ahead: add one below.').waitFor();
  await page.getByText('Add a date', { exact: true }).click();
  await page.getByLabel('Starts').fill('2031-05-01T19:30');
  await page.getByLabel('House').selectOption({ label: 'Small room, 14 places' });
  await page.getByLabel('Price of Near').fill('99000');
  await page.getByText('₩99,000').waitFor();
  await page.getByLabel('Price of Standing').fill('55000');
  await look(page, '앞으로의 날짜가 없어요. 아래에서 추가하세요.');
  await page.getByRole('button', { name: 'Add this date' }).click();
  await page.getByText('Places: 14').waitFor();
  await page.getByRole('link', { name: /1 May 19:30/ }).waitFor();
  await page.getByLabel('Venue', { exact: true }).fill('Room 2');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('Saved.').waitFor();
  await page.getByLabel('Seconds to come, once called').fill('90');
  await page.getByRole('button', { name: 'Save the line' }).click();
  await page.getByText('Saved.').nth(1).waitFor();
  await page.getByLabel('Picture').fill('https://pictures.example/a.png');
  await look(page, '모든 좌석에 가격이 있어요');
  const { items } = await sale.operator.concert.list.query({ search: 'Night of Setup' });
  expect(items).toMatchObject([{ venue: 'Room 2', artist: 'The Testers', onSale: true }]);
  const { settings } = await sale.operator.admin.queueStats.query({
    concertId: items[0]?.id ?? '',
  });
  expect(settings.claimSeconds).toBe(90);
  await page.getByRole('link', { name: 'Charts' }).click();
  await page.getByRole('link', { name: 'Small room' }).click();
  await page.getByLabel('Name of the chart').waitFor();
  expect(await page.getByLabel('Name of the chart').inputValue()).toBe('Small room');
});

test('what the server refuses is said in place', async () => {
  const page = await desk().enter('/concerts/new');
  await page.getByLabel('Title').fill('Wrong');
  await page.getByLabel('Artist').fill('A');
  await page.getByLabel('Venue').fill('V');
  await page.getByLabel('Sale opens').fill('2031-05-02T10:00');
  await page.getByLabel('Sale closes').fill('2031-05-01T10:00');
  await page.getByRole('button', { name: 'Make it, then add a date' }).click();
  await page.getByRole('alert').getByText('salesCloseAt').first().waitFor();
});

test('prices change, and a date is cancelled by typing its day: everybody has the money back', async () => {
  const { sale } = desk();
  const concertId = await sale.concert(10);
  const client = await sale.client('Pays before');
  const session = await client.enter(concertId);
  const hold = await session.hold({ places: [0, 1, 2] });
  await session.pay(hold, { topUp: true });
  const [date] = (await sale.operator.admin.listPerformances.query({ concertId })).items;
  const performanceId = date?.performanceId ?? '';
  const page = await desk().enter(`/concerts/${concertId}/dates/${performanceId}`);
  await page.getByLabel('Price of S').fill('1500');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved.').waitFor();
  const [changed] = (await sale.operator.admin.listPerformances.query({ concertId })).items;
  expect(changed?.sections).toMatchObject([{ price: 1_500 }]);
  const day = (date?.startsAt ?? new Date()).toISOString().slice(0, 10);
  const cancel = page.getByRole('button', { name: `Cancel ${day} and refund 3 places` });
  await page.getByLabel('Reason, which the log keeps').fill('The roof leaks');
  await page.getByLabel(`Type the day, ${day}`).fill('2031-01-01');
  expect(await cancel.getAttribute('aria-disabled')).toBe('true');
  await look(page, '취소하기');
  await page.getByLabel(`Type the day, ${day}`).fill(day);
  await cancel.click();
  await page.getByText('Everybody has the money back.').waitFor();
  expect((await client.balance.get.query()).amount).toBe(3_000);
  await look(page, '모두 환불받았어요.');
});
