import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@frontrow/embedded/testing/process/temporary-folder';
import type { Page } from 'playwright-core';
import { afterAll, expect, test } from 'vitest';
import { consoleOfFile } from '../testing/console/console-of-file.ts';
import { signIn } from '../testing/console/open-console.ts';
import { writeQrVideo } from '../testing/console/qr-video.ts';
import { faultsOf, look } from '../testing/storefront/look.ts';

const folder = temporaryFolder('door');
const film = join(folder, 'camera.y4m');
writeQrVideo(film, 'nothing yet');
const desk = consoleOfFile([
  ...['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'],
  `--use-file-for-fake-video-capture=${film}`,
]);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };

/** The codes of so many tickets, and their concert. */
async function tickets(name: string, count: number) {
  const { sale } = desk();
  const concertId = await sale.concert(4);
  const client = await sale.client(name);
  const session = await client.enter(concertId);
  const places = Array.from({ length: count }, (_, place) => place);
  const payment = await session.pay(await session.hold({ places }), { topUp: true });
  const { items } = await client.payment.tickets.query({ paymentId: payment.id });
  return { concertId, payment, codes: items.map(({ code }) => code) };
}

async function door(): Promise<Page> {
  const page = await desk().visit(PHONE);
  await page.goto('/door');
  await signIn(page, 'Gate A', 'door');
  await page.getByRole('heading', { name: 'Door' }).waitFor();
  return page;
}

async function check(page: Page, code: string): Promise<string> {
  await page.getByLabel('Code').fill(code);
  await page.getByLabel('Code').press('Enter');
  const verdict = page.getByRole('alert');
  await verdict.waitFor();
  return (await verdict.textContent()) ?? '';
}
const next = (page: Page) => page.getByRole('button', { name: 'Next' }).click();

test('a code gives a big yes once, then a no that says when; an entry can be taken back', async () => {
  const { codes } = await tickets('Gita', 2);
  const [code = '', other = ''] = codes;
  const page = await door();
  await look(page, '카메라로 찍기');
  expect(await check(page, code.toLowerCase())).toMatch(/^✓Come inS A 1T$/);
  expect(await faultsOf(page)).toEqual([]);
  await next(page);
  expect(await check(page, code)).toMatch(/^✗Used at \d\d:\d\d:\d\d$/);
  expect(await faultsOf(page)).toEqual([]);
  await next(page);
  expect(await check(page, 'something that somebody made up')).toBe('✗Not a ticket of ours');
  await next(page);
  await check(page, other);
  await page.getByRole('button', { name: 'Take it back' }).click();
  await page.getByText('Taken back: the ticket can be used again.').waitFor();
  await next(page);
  await page.getByText('1 came in at this device.').waitFor();
  expect(await check(page, other)).toMatch(/^✓Come in/);
});

test('a refunded ticket, one of another date, and no answer are a no; nobody comes in unchecked', async () => {
  const refunded = await tickets('Hugo', 1);
  const otherDate = await tickets('Ida', 1);
  const { sale } = desk();
  await sale.operator.admin.refund.mutate({ paymentId: refunded.payment.id });
  const page = await door();
  expect(await check(page, refunded.codes[0] ?? '')).toBe('✗Refunded');
  await next(page);
  await page.getByLabel('Concert').selectOption(refunded.concertId);
  await page.getByLabel('Date').selectOption({ index: 1 });
  expect(await check(page, otherDate.codes[0] ?? '')).toMatch(/^✗For another date: /);
  await next(page);
  await page.context().setOffline(true);
  expect(await check(page, otherDate.codes[0] ?? 'x')).toMatch(/^✗Can't check/);
  await page.context().setOffline(false);
  const { items } = await sale.operator.admin.listTickets.query({ code: otherDate.codes[0] });
  expect(items).toMatchObject([{ status: 'VALID' }]);
});

test('the camera reads a code', async () => {
  const { codes } = await tickets('Juno', 1);
  writeQrVideo(film, codes[0] ?? '');
  const page = await door();
  await page.getByRole('button', { name: 'Scan with the camera' }).click();
  await page.getByRole('alert').getByText('Come in').waitFor();
});

test('a door sees its own page alone', async () => {
  const page = await door();
  for (const path of ['/', '/people', '/log', '/money']) {
    await page.goto(path);
    await page.getByRole('heading', { name: 'Door' }).waitFor();
  }
  expect(await page.getByRole('navigation').count()).toBe(0);
});
