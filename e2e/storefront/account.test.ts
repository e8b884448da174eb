import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { chooseSeats, openRow, seat } from '../testing/storefront/buyer.ts';
import { openStorefront } from '../testing/storefront/open-storefront.ts';
import { shopOfFile } from '../testing/storefront/shop.ts';
import { codes, ticketHolder } from '../testing/storefront/ticket-holder.ts';

const shop = shopOfFile(() => openStorefront());

/** What the server knows of the payment whose tickets the page shows. */
async function paymentOf(name: string) {
  const client = await shop().sale.client(name);
  const { items } = await client.payment.list.query();
  const paymentId = items[0]?.id ?? '';
  const { items: tickets } = await client.payment.tickets.query({ paymentId });
  return { client, paymentId, tickets };
}

test('the calendar file has the date, the title, the venue and the ticket', async () => {
  const { page } = await ticketHolder(shop(), 'calendar');
  const { tickets } = await paymentOf('calendar');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Add to my calendar' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('frontrow.ics');
  const lines = (await text(await download.createReadStream())).split('\r\n');
  const start = tickets[0]?.startsAt.toISOString().replaceAll(/[-:]|\.\d+/g, '');
  expect(lines).toEqual(
    expect.arrayContaining([
      'BEGIN:VEVENT',
      'SUMMARY:Night of calendar',
      'LOCATION:V',
      `DTSTART:${start}`,
      'DURATION:PT2H',
      `UID:${tickets[0]?.ticketId}@frontrow`,
    ]),
  );
});

test('a used ticket says when it was used, and the other one still has its code', async () => {
  const { page } = await ticketHolder(shop(), 'used');
  const { tickets } = await paymentOf('used');
  const { operator } = shop().sale;
  const [used] = tickets;
  const { redeemedAt } = await operator.admin.redeemTicket.mutate({ code: used?.code ?? '' });
  await page.reload();
  const time = redeemedAt.toLocaleTimeString('en-GB', {
    ...{ timeZone: used?.timezone ?? '', hour: '2-digit', minute: '2-digit' },
  });
  const card = page.getByRole('article', { name: used?.label ?? '', exact: true });
  await card.getByText(`Used at ${time}`).waitFor();
  expect(await codes(page).count()).toBe(1);
});

test('a refunded ticket has no code any more, and its money is in the wallet', async () => {
  const { page } = await ticketHolder(shop(), 'refunded');
  const { paymentId } = await paymentOf('refunded');
  await shop().sale.operator.admin.refund.mutate({ paymentId });
  await page.reload();
  await page.getByRole('heading', { name: 'These were refunded' }).waitFor();
  await page.getByText('Refunded; the code is gone').first().waitFor();
  expect(await codes(page).count()).toBe(0);
  expect(await page.getByRole('button', { name: 'Add to my calendar' }).count()).toBe(0);
  await page.getByRole('link', { name: 'Wallet' }).click();
  await page.getByText('+₩2,000').first().waitFor();
  const rows = await page.getByRole('listitem').allTextContents();
  expect(rows.map((row) => row.replace(/\w{3} \d+ \w{3} \d\d:\d\d/, '|'))).toEqual([
    'Refund|+₩2,000then ₩2,000',
    'Tickets|−₩2,000then ₩0',
    'Added|+₩2,000then ₩2,000',
  ]);
});

test('the time is the venue’s, with the visitor’s own beneath where the two differ', async () => {
  const shownTo = async (name: string, timezoneId: string) => {
    const { page } = await ticketHolder(shop(), name, { timezoneId });
    const [ticket] = (await paymentOf(name)).tickets;
    const { performanceId = '', startsAt = new Date(0) } = ticket ?? {};
    const { operator } = shop().sale;
    await operator.admin.updatePerformance.mutate({ performanceId, timezone: 'Asia/Seoul' });
    await page.reload();
    const time = (timeZone: string) =>
      startsAt.toLocaleTimeString('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' });
    await page.locator('main time', { hasText: time('Asia/Seoul') }).waitFor();
    return { yours: page.getByText(/for you/), time };
  };
  const { yours, time } = await shownTo('traveller', 'America/New_York');
  expect(await yours.textContent()).toMatch(
    new RegExp(`^Seoul time; for you .* ${time('America/New_York')}$`),
  );
  expect(await (await shownTo('resident', 'Asia/Seoul')).yours.count()).toBe(0);
});

test('reservations: what is held comes first with its clock, then what is paid', async () => {
  const { page } = await ticketHolder(shop(), 'collector');
  const concertId = await shop().sale.concert(4);
  await page.goto(`/concerts/${concertId}/queue`);
  await chooseSeats(page);
  await openRow(page, 'S', 'A');
  await seat(page, 'A', 2).click();
  await page.getByRole('button', { name: /Hold 2 seats/ }).click();
  await page.getByRole('heading', { name: /^Yours until/ }).waitFor();
  await page.goto('/reservations');
  await page.getByRole('timer').waitFor();
  await expect
    .poll(() => page.getByRole('main').getByRole('listitem').allTextContents())
    .toEqual([
      expect.stringMatching(/Yours for [45]:\d\d$/),
      expect.stringMatching(/Night of collector.*Paid · show the tickets$/),
    ]);
  await page.getByRole('listitem').first().click();
  await page.getByRole('heading', { name: /^Yours until/ }).waitFor();
});
