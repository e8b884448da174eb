import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { consoleOfFile } from '../testing/console/console-of-file.ts';
import { look } from '../testing/storefront/look.ts';

const desk = consoleOfFile();

/** Somebody who has paid for two seats. */
async function buyer(name: string) {
  const { sale } = desk();
  const concertId = await sale.concert(10);
  const client = await sale.client(name);
  const session = await client.enter(concertId);
  const payment = await session.pay(await session.hold({ places: [0, 1] }), { topUp: true });
  const { items: tickets } = await client.payment.tickets.query({ paymentId: payment.id });
  return { client, concertId, payment, tickets, name };
}

test('a person is found by what they read out, and the story tells all of it', async () => {
  const { name, payment, tickets } = await buyer('Rosa Phones');
  const page = await desk().enter('/people');
  const [ticket] = tickets;
  for (const words of ['rosa ph', payment.id, payment.reservationId, ticket?.code ?? '']) {
    await page.getByLabel('Find somebody').fill(words);
    await page.getByRole('button', { name: 'Find', exact: true }).click();
    await page.getByRole('link', { name }).waitFor();
  }
  await look(page, '티켓 코드로 S A-1');
  await page.getByRole('link', { name }).click();
  await page.getByRole('heading', { name }).waitFor();
  const story = page.getByRole('list').first();
  for (const words of [/^Paid ₩2,000/, /^Held S A-1, S A-2 for ₩2,000/, /^Joined the line of T/]) {
    await story.getByText(words).waitFor();
  }
  await look(page, /S A-1, S A-2 ₩2,000에 잡았어요/);
  await page.goto('/people?q=nobody-is-called-this');
  await page.getByText('Nobody fits "nobody-is-called-this".').waitFor();
});

test('a refund says who gets what, and where to, before it is made', async () => {
  const { name, client, payment } = await buyer('Rafi Refunds');
  const { id } = await client.session.me.query();
  const page = await desk().enter(`/people/${id}`);
  await page.getByRole('button', { name: 'Refund' }).click();
  await page.getByText(`${name} gets ₩2,000 back into the balance here.`).waitFor();
  await page.getByLabel('Reason, for the log').fill('The buyer is ill');
  await look(page, /잔액으로 ₩2,000이 돌아가요/);
  await page.getByRole('button', { name: 'Refund ₩2,000' }).click();
  await page.getByText('Got ₩2,000 back into the balance').waitFor();
  expect((await client.payment.get.query({ paymentId: payment.id })).status).toBe('REFUNDED');
  expect((await client.balance.get.query()).amount).toBe(2_000);
  await page.goto(`/log?target=${payment.id}`);
  await page.getByRole('row').filter({ hasText: 'reason: The buyer is ill' }).waitFor();
});

test('tables are saved as files', async () => {
  const { concertId, payment, tickets } = await buyer('=Carla, "CSV"');
  await desk().sale.operator.admin.redeemTicket.mutate({ code: tickets[0]?.code ?? '' });
  const page = await desk().enter('/money');
  // As in Firefox and Safari: the file comes as a download.
  await page.evaluate('delete globalThis.showSaveFilePicker');
  await page.getByLabel('Concert').selectOption(concertId);
  const save = async (words: string) => {
    const coming = page.waitForEvent('download');
    await page.getByRole('button', { name: `Save ${words}` }).click();
    const file = await coming;
    return (await text(await file.createReadStream())).split('\r\n');
  };
  const [head = '', ...rows] = await save('Sales');
  expect(head.replace('﻿', '')).toMatch(/^paymentId,status,paidAt,/);
  expect(rows.filter(Boolean)).toHaveLength(2);
  expect(rows[0]).toContain(`${payment.id},PAID,`);
  // A spreadsheet must not take a name for a formula.
  expect(rows[0]).toContain(`"'=Carla, ""CSV"""`);
  expect((await save('Check-ins')).filter(Boolean)).toHaveLength(2);
  expect((await save('Ledger')).join('\n')).toContain(`,PAYMENT,-2000,0,KRW,${payment.id},`);
  await page.getByText('Saved: 2 rows').waitFor();
  await look(page, '스프레드시트용 표');
});

test('the audit says when it looked, and looks again when asked; a draw is computed again', async () => {
  const { sale } = desk();
  const page = await desk().enter('/audit');
  await page.getByText('In order').waitFor();
  await page.getByRole('button', { name: 'Check now' }).click();
  await page.getByText(/^All in order at/).waitFor({ timeout: 120_000 });
  await look(page, /기준 모두 정상이에요/);
  const concertId = await sale.concert(4, { opensAt: new Date(Date.now() + 3_600_000) });
  for (const name of ['one', 'two', 'three']) {
    await (await sale.client(`${name} of a draw`)).queue.join.mutate({ concertId });
  }
  const opensAt = new Date(Date.now() + 1_000);
  await sale.operator.admin.configureQueue.mutate({ concertId, opensAt });
  await page.goto(`/concerts/${concertId}/draw`);
  await page.getByRole('button', { name: 'Compute it again' }).click();
  await page.getByText('✓ All 3 places follow from what is public.').waitFor();
  await look(page, /순서 3개가 모두/);
});

test('a person is deleted, restored, and erased for good by typing the name', async () => {
  const { sale } = desk();
  const client = await sale.client('Gone Soon');
  const [user] = (await sale.operator.admin.findUsers.query({ name: 'Gone Soon' })).items;
  const userId = user?.id ?? '';
  await client.balance.charge.mutate({ amount: 500, idempotencyKey: 'before-deletion' });
  const page = await desk().enter(`/people/${userId}`);
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await look(page, /더 이상 로그인할 수 없고/);
  await page.getByRole('button', { name: 'Delete Gone Soon' }).click();
  await page.getByRole('alert').waitFor();
  await page.getByLabel('Also with money left').check();
  await page.getByRole('button', { name: 'Delete Gone Soon' }).click();
  await page.getByRole('button', { name: 'Restore', exact: true }).click();
  await page.getByRole('button', { name: 'Restore Gone Soon' }).click();
  // Who has money left is erased only once they were deleted all the same.
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await page.getByLabel('Also with money left').check();
  await page.getByRole('button', { name: 'Delete Gone Soon' }).click();
  await page.getByRole('button', { name: 'Restore', exact: true }).waitFor();
  await page.getByRole('button', { name: 'Erase for good', exact: true }).click();
  const erase = page.getByRole('button', { name: 'Erase Gone Soon for good' });
  expect(await erase.getAttribute('aria-disabled')).toBe('true');
  await page.getByLabel('Type the name, Gone Soon').fill('Gone Soon');
  await erase.click();
  await page.getByRole('heading', { name: 'People' }).waitFor();
  const found = await sale.operator.admin.findPeople.query({ text: 'Gone Soon' });
  expect(found.items).toEqual([]);
});
