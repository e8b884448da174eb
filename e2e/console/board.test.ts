import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { siteFolder } from '@frontrow/storefront/build/site-folder';
import { expect, test } from 'vitest';
import { consoleOfFile } from '../testing/console/console-of-file.ts';
import { look, lookAsItIs } from '../testing/storefront/look.ts';

const desk = consoleOfFile();

test('a customer who opens it sees the sign-in, and nothing else', async () => {
  const { sale } = desk();
  const concertId = await sale.concert(2);
  const page = await desk().visit();
  for (const path of ['/', `/concerts/${concertId}`, '/people', '/log', '/door']) {
    await page.goto(path);
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  }
  const { authorization = '' } = await sale.live.signIn('a customer');
  await page.getByLabel('Access token').fill(authorization.slice('Bearer '.length));
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText("This account is a customer's.").waitFor();
  expect(await page.getByRole('navigation').count()).toBe(0);
  await page.getByLabel('Access token').fill('no token at all');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('This token is not valid here').waitFor();
  await look(page, '이 토큰은 쓸 수 없거나');
});

test('an operator signs in with a token, is where they were going, and finds each concert', async () => {
  const { sale } = desk();
  await sale.concert(2);
  const page = await desk().visit();
  await page.goto('/log');
  const { authorization = '' } = await sale.live.signIn('Olga', 'operator');
  await page.getByLabel('Access token').fill(authorization.slice('Bearer '.length));
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Log' }).waitFor();
  await page.reload();
  await page.getByRole('heading', { name: 'Log' }).waitFor();
  await page.getByRole('link', { name: 'Concerts' }).click();
  await page.getByRole('link', { name: 'T', exact: true }).first().click();
  await page.getByRole('heading', { name: 'Levers' }).waitFor();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.goto('/');
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
});

test('the board shows the sale as it is, and changes with it', async () => {
  const { sale } = desk();
  const concertId = await sale.concert(10, { maxActive: 1 });
  const buyer = await (await sale.client('Ines')).enter(concertId);
  const hold = await buyer.hold({ places: [0, 1] });
  const waiter = await sale.client('Walid');
  await waiter.queue.join.mutate({ concertId });
  const page = await desk().enter(`/concerts/${concertId}`);
  const figure = (label: string) =>
    page.locator('dl > div', { has: page.getByText(label, { exact: true }) }).locator('dd');
  await expect.poll(() => figure('Waiting').textContent()).toMatch(/^1(?!\d)/);
  expect(await figure('Inside').textContent()).toMatch(/^1of 1 at most/);
  expect(await figure('Held').textContent()).toBe('2');
  expect(await figure('Available').textContent()).toBe('8');
  await buyer.pay(hold, { topUp: true });
  await expect.poll(() => figure('Sold').textContent()).toMatch(/^220% of 10/);
  await expect.poll(() => figure('Waiting').textContent()).toMatch(/^0(?!\d)/);
  await page.getByRole('row', { name: /^S\b/ }).getByText('20%').waitFor();
  expect(await page.title()).toMatch(/^\(0\) T · /);
  await page.getByText('In figures').click();
  await page.getByRole('row', { name: /^Server 1 ok/ }).waitFor();
  await look(page, '지난 1시간');
});

test('a limit is typed, foretold, applied, undone, and stands in the log', async () => {
  const { sale } = desk();
  const concertId = await sale.concert(10, { maxActive: 1 });
  for (const name of ['Ada', 'Bea', 'Cem']) {
    await (await sale.client(`${name} of limits`)).queue.join.mutate({ concertId });
  }
  const page = await desk().enter(`/concerts/${concertId}`, { name: 'Lena', role: 'operator' });
  await page.getByLabel('Inside at once').fill('many');
  await page.getByText('A whole number').waitFor();
  await page.getByLabel('Inside at once').fill('40');
  await page.getByText('Inside at once 1 → 40').waitFor();
  await page.getByText(/Wait of the last in line .+ → .+ In force within 2 s/).waitFor();
  await look(page, /맨 뒤의 대기 .+ → /);
  await page.getByRole('button', { name: 'Apply' }).click();
  await page.getByRole('button', { name: 'Undo' }).waitFor();
  await expect.poll(async () => (await sale.queueCounts(concertId)).active).toBe(3);
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByText('It is as it was before.').first().waitFor();
  const { settings } = await sale.operator.admin.queueStats.query({ concertId });
  expect(settings.maxActive).toBe(1);
  await page.getByRole('link', { name: 'Log' }).last().click();
  const row = page.getByRole('row').filter({ hasText: 'inside at once: 1 → 40' });
  await row.getByText('Lena').waitFor();
  await look(page, '동시 인원: 1 → 40');
});

test('the log is filtered by who, what and when, and what it tells of a queue is put back from there', async () => {
  const { sale } = desk();
  const concertId = await sale.concert(10, { maxActive: 7 });
  await sale.operator.admin.configureQueue.mutate({ concertId, maxActive: 70, message: 'Soon' });
  const page = await desk().enter(`/log?target=${concertId}`, { name: 'Juno', role: 'operator' });
  const row = page.getByRole('row').filter({ hasText: 'inside at once: 7 → 70' });
  await row.getByRole('button', { name: 'Put it back' }).click();
  await row.getByText('message: –, inside at once: 7').waitFor();
  await look(page, /동시 인원: 7/);
  await row.getByRole('button', { name: 'Put it back now' }).click();
  const back = page.getByRole('row').filter({ hasText: 'inside at once: 70 → 7' });
  await back.getByText('Juno').waitFor();
  const { settings } = await sale.operator.admin.queueStats.query({ concertId });
  expect(settings).toMatchObject({ maxActive: 7, message: null });
  await back.getByRole('button', { name: 'Juno' }).click();
  await row.waitFor({ state: 'detached' });
  expect(await page.getByLabel('By whom').locator('option:checked').textContent()).toBe('Juno');
  await page.getByLabel('Since').fill('2031-01-01T00:00');
  await page.getByText('Nobody has done that yet.').waitFor();
  expect(new URL(page.url()).searchParams.get('since')).toBe('2031-01-01T00:00');
});

test('pausing and closing ask once, say what will happen, and pausing is an alarm while people wait', async () => {
  const { sale } = desk();
  const concertId = await sale.concert(10, { maxActive: 1 });
  for (const name of ['Dov', 'Eli']) {
    await (await sale.client(`${name} of gates`)).queue.join.mutate({ concertId });
  }
  const page = await desk().enter(`/concerts/${concertId}`);
  await page.getByRole('button', { name: 'Pause entry' }).focus();
  await page.keyboard.press('Enter');
  await page.getByText('The 1 who wait keep their places').waitFor();
  // A key that is pressed twice does not answer the question that the first press opened.
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  expect(await page.evaluate('document.activeElement.textContent')).toBe('Pause entry');
  await page.getByText('The 1 who wait keep their places').waitFor();
  await lookAsItIs(page);
  await page.getByRole('button', { name: 'Leave it' }).click();
  await page.getByRole('button', { name: 'Pause entry' }).click();
  await page.getByRole('button', { name: 'Pause entry' }).click();
  await page.getByRole('button', { name: 'Undo' }).waitFor();
  await page.getByRole('button', { name: 'Resume entry' }).waitFor();
  await page.getByRole('button', { name: 'Close the line' }).click();
  await page.getByText('Nobody new can join').waitFor();
  await page.getByRole('button', { name: 'Close the line' }).click();
  await page.getByRole('button', { name: 'Open the line' }).waitFor();
  const { settings } = await sale.operator.admin.queueStats.query({ concertId });
  expect(settings).toMatchObject({ paused: true, closed: true });
  await page
    .getByText(/Nobody let in for .+, 1 wait/)
    .first()
    .waitFor({ timeout: 120_000 });
  await look(page, /입장한 사람이 없어요/);
});

test('a message is shown as they will see it, reaches them, and is taken down', async () => {
  const { sale } = desk();
  const concertId = await sale.concert(10, { maxActive: 0 });
  const waiter = await sale.client('Mina reads');
  const { token } = await waiter.queue.join.mutate({ concertId });
  const told = async () =>
    (await waiter.queue.status.query(undefined, { queueToken: token })).message;
  const page = await desk().enter(`/concerts/${concertId}`);
  await page.getByLabel('Message to everybody who waits').fill('The band is stuck in snow.');
  const preview = page.getByRole('figure', { name: 'As they will see it' });
  await preview.getByText('The band is stuck in snow.').waitFor();
  await look(page, '보이는 모습');
  await page.getByRole('button', { name: 'Show it to 1 people' }).click();
  await page.getByText('They read now:').waitFor();
  await expect.poll(told).toBe('The band is stuck in snow.');
  await page.getByRole('button', { name: 'Take it down' }).click();
  await expect.poll(told).toBeNull();
});

test('on the wall it is dark and has no levers; without a server it says how old it is', async () => {
  const { sale } = desk();
  const concertId = await sale.concert(10);
  const page = await desk().enter(`/concerts/${concertId}`);
  await page.getByRole('button', { name: 'Hang it on the wall' }).click();
  await page.getByRole('heading', { name: 'Levers' }).waitFor({ state: 'detached' });
  await page.getByRole('heading', { name: 'House' }).waitFor();
  const ground = await page.evaluate('getComputedStyle(document.documentElement).backgroundColor');
  expect(ground).toBe('rgb(15, 16, 13)');
  expect(await page.getByRole('navigation').isVisible()).toBe(false);
  await page.context().setOffline(true);
  await page.getByText(/These figures are \d+ sec old/).waitFor();
  await page.context().setOffline(false);
  await page.getByText(/These figures are/).waitFor({ state: 'detached' });
});

test('nothing of the console is in the files of the storefront', async () => {
  const assets = join(await siteFolder(), 'assets');
  const scripts = readdirSync(assets).filter((name) => name.endsWith('.js'));
  const all = scripts.map((name) => readFileSync(join(assets, name), 'utf8')).join('\n');
  for (const words of ['Nobody let in for', 'uplot', 'zxing', 'idempotencyKey:`console']) {
    expect(all).not.toContain(words);
  }
});
