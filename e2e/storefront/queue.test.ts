import { expect, test } from 'vitest';
import { chooseSeats, joinAs, signIn } from '../testing/storefront/buyer.ts';
import { admit, fullConcert, HIDE } from '../testing/storefront/line.ts';
import { look } from '../testing/storefront/look.ts';
import { openStorefront } from '../testing/storefront/open-storefront.ts';
import { shopOfFile } from '../testing/storefront/shop.ts';

const shop = shopOfFile(() => openStorefront());

/** A concert whose queue lets nobody in yet, with that many people in it. */
const lineOf = async (ahead: number) => (await fullConcert(shop().sale, ahead)).concertId;

test('a full queue is let through when the operator raises its limit, and the page shows each step', async () => {
  const concertId = await lineOf(3);
  const page = await shop().visit();
  await joinAs(page, concertId, 'Mina');
  await page.getByRole('heading', { name: /Ahead of you\s*3/ }).waitFor();
  expect(await page.title()).toContain('(3)');
  await page.reload();
  await page.getByRole('heading', { name: /Ahead of you\s*3/ }).waitFor();
  await admit(shop().sale, concertId, 2);
  await page.getByRole('heading', { name: /Ahead of you\s*1/ }).waitFor();
  await admit(shop().sale, concertId, 4);
  await page.getByRole('heading', { name: "It's your turn" }).waitFor();
  expect(await page.locator('link[rel=icon]').getAttribute('href')).toMatch(/^data:/);
  expect(await page.getByRole('timer').textContent()).toMatch(/^(10:00|9:\d\d)$/);
});

test('the turn comes although the timers of a hidden tab stand still', async () => {
  const concertId = await lineOf(1);
  const page = await shop().visit();
  await page.clock.install();
  await joinAs(page, concertId, 'hidden');
  await page.getByRole('heading', { name: /Ahead of you\s*1/ }).waitFor();
  await page.evaluate(HIDE);
  await page.clock.pauseAt(Date.now() + 1_000);
  await admit(shop().sale, concertId, 2);
  // Nothing of the page runs by the clock: the stream brings the turn.
  await expect.poll(() => page.title(), { timeout: 30_000 }).toContain('● Your turn');
  expect(await shop().sale.queueCounts(concertId)).toMatchObject({ waiting: 0, active: 2 });
});

test('a visitor who leaves has left, and can join again', async () => {
  const concertId = await lineOf(1);
  const page = await shop().visit();
  await joinAs(page, concertId, 'leaver');
  await page.getByRole('button', { name: 'Leave the line' }).click();
  await page.getByRole('button', { name: 'Leave', exact: true }).click();
  await page.getByRole('heading', { name: 'You left the line' }).waitFor();
  await expect
    .poll(() => shop().sale.queueCounts(concertId))
    .toMatchObject({ waiting: 1, left: 1 });
  await page.getByRole('button', { name: 'Join again' }).click();
  await page.getByRole('heading', { name: /Ahead of you\s*1/ }).waitFor();
});

test('a draw sets the order, and the page proves the place', async () => {
  const { operator } = shop().sale;
  const { id } = await operator.admin.createConcert.mutate({
    ...{
      title: 'Hourglass',
      artist: 'Sand',
      venue: 'Hall',
      salesOpenAt: new Date(Date.now() + 3_600_000),
    },
    queue: { pollAfterSeconds: 1, maxActive: 0 },
  });
  await operator.admin.createPerformance.mutate({
    concertId: id,
    startsAt: new Date(Date.now() + 86_400_000),
    sections: [{ name: 'S', rows: 1, seatsPerRow: 4, price: 1_000 }],
  });
  for (const name of ['one', 'two']) {
    const client = await shop().sale.client(name);
    await client.queue.join.mutate({ concertId: id });
  }
  const page = await shop().visit();
  await page.goto(`/concerts/${id}`);
  await page.getByRole('link', { name: /Join the draw/ }).click();
  await signIn(page, 'drawn');
  await page.getByText('You are in the draw').waitFor();
  await page.getByRole('timer').waitFor();
  await look(page, '추첨으로 순서를 정해요. 일찍 와도 똑같아요.', /에 열려요$/);
  await operator.admin.updateConcert.mutate({ concertId: id, salesOpenAt: new Date() });
  const proofs = (verdict: 'right' | 'wrong') =>
    page.getByRole('listitem').filter({ hasText: `: ${verdict}` });
  await page.getByRole('button', { name: 'Check it yourself' }).click();
  await page.getByRole('heading', { name: /The draw put you at [123]/ }).waitFor();
  expect(await proofs('right').count()).toBe(3);
  await page.getByText('which this browser kept').waitFor();
  await look(page, /^추첨 결과 [123]번째예요$/);

  // The seed of another draw: not the one whose hash was published before.
  const kept = `frontrow.seed-hash.${id}`;
  await page.evaluate(`localStorage.setItem('${kept}', '"${'0'.repeat(64)}"')`);
  await page.reload();
  await page.getByRole('button', { name: 'Check it yourself' }).click();
  await proofs('wrong').first().waitFor();
  expect(await page.getByRole('heading', { name: /The draw put you at/ }).count()).toBe(0);
  await look(page, ': 틀림');
  // A list with somebody else's name in it.
  await page.evaluate(`localStorage.removeItem('${kept}')`);
  await page.route('**/trpc/queue.draw*', async (route) => {
    const response = await route.fetch();
    const body = (await response.text()).replace(/(?<="entrant":"[^"]*)[\da-f](?=")/, (digit) =>
      digit === '0' ? '1' : '0',
    );
    await route.fulfill({ response, body });
  });
  await page.reload();
  await page.getByRole('button', { name: 'Check it yourself' }).click();
  await proofs('wrong').filter({ hasText: 'The list of 3 people is whole' }).waitFor();
});

test('the list shows the place in yellow, in another tab too, and other users do not see it', async () => {
  const concertId = await lineOf(2);
  await shop().sale.operator.admin.updateConcert.mutate({ concertId, title: 'Mine in the list' });
  const page = await shop().visit();
  await joinAs(page, concertId, 'lister');
  await page.getByRole('heading', { name: /Ahead of you\s*2/ }).waitFor();
  const second = await page.context().newPage();
  await second.goto('/?q=Mine in the list');
  await second.getByText('You are number 3').waitFor();
  await second.goto(`/concerts/${concertId}/queue`);
  await second.getByRole('heading', { name: /Ahead of you\s*2/ }).waitFor();
  expect(await shop().sale.queueCounts(concertId)).toMatchObject({ waiting: 3 });
});

test('without a network the place stays on the page, which says so and goes on by itself', async () => {
  const concertId = await lineOf(1);
  const page = await shop().visit();
  await joinAs(page, concertId, 'offline');
  await page.getByRole('heading', { name: /Ahead of you\s*1/ }).waitFor();
  await page.context().setOffline(true);
  await page.getByText('You are offline. Your place is kept on the server.').waitFor();
  await page.getByRole('heading', { name: /Ahead of you\s*1/ }).waitFor();
  await page.context().setOffline(false);
  await admit(shop().sale, concertId, 2);
  await page.getByRole('heading', { name: "It's your turn" }).waitFor();
});

test('a turn that nobody took is told, with the way back', async () => {
  const concertId = await shop().sale.concert(4, { maxActive: 0, claimSeconds: 2 });
  const page = await shop().visit();
  await joinAs(page, concertId, 'late');
  await page.getByRole('heading', { name: 'You are next' }).waitFor();
  await page.context().setOffline(true);
  await admit(shop().sale, concertId, 1);
  const { operator } = shop().sale;
  const expired = async () => (await operator.admin.queueStats.query({ concertId })).expired;
  await expect.poll(expired, { timeout: 60_000 }).toBe(1);
  await page.context().setOffline(false);
  await page.getByRole('heading', { name: 'Your turn passed' }).waitFor();
  await page.reload();
  await page.getByRole('heading', { name: 'Your turn passed' }).waitFor();
  expect(await shop().sale.queueCounts(concertId)).toMatchObject({ waiting: 0, active: 0 });
  await page.getByRole('button', { name: 'Join again' }).click();
  await page.getByRole('heading', { name: "It's your turn" }).waitFor();
  await chooseSeats(page);
});

test('a page of the turn leads back to the line while there is no turn', async () => {
  const concertId = await lineOf(1);
  const page = await shop().visit();
  await page.goto(`/concerts/${concertId}/checkout`);
  await signIn(page, 'impatient');
  await page.waitForURL(/\/queue$/);
  await page.getByRole('heading', { name: /Ahead of you\s*1/ }).waitFor();
});
