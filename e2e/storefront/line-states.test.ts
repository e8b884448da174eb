import { expect, test } from 'vitest';
import { joinAs, signIn } from '../testing/storefront/buyer.ts';
import { admit, fullConcert, onlyDate } from '../testing/storefront/line.ts';
import { look } from '../testing/storefront/look.ts';
import { openStorefront } from '../testing/storefront/open-storefront.ts';
import { shopOfFile } from '../testing/storefront/shop.ts';

const shop = shopOfFile(() => openStorefront());

/** Makes a browser know its places only, and not how they ended. */
const FORGET_TURNS = `
  for (const key of Object.keys(localStorage).filter((key) => key.startsWith('frontrow.queues.'))) {
    const places = Object.entries(JSON.parse(localStorage.getItem(key)));
    const known = places.map(([id, { token }]) => [id, { token, wasIn: false, ended: null }]);
    localStorage.setItem(key, JSON.stringify(Object.fromEntries(known)));
  }`;

test('the waiting room tells who waits behind, what is left to buy, a pause, and what the operators say', async () => {
  const { sale } = shop();
  const { admin } = sale.operator;
  const { concertId, clients } = await fullConcert(sale, 2);
  const performanceId = await onlyDate(sale, concertId);
  const page = await shop().visit();
  await joinAs(page, concertId, 'watcher');
  await page.getByText('Measuring the wait').waitFor();
  await look(page, '대기 시간을 계산하고 있어요', '새로고침해도 순서는 그대로예요.');
  await page.getByText('Nobody yet').waitFor();
  // The position stays as it is.
  for (const [people, words] of ['1 person', '2 people', '3 people'].entries()) {
    const behind = await sale.client(`behind ${people}`);
    await behind.queue.join.mutate({ concertId });
    await page.getByText(words, { exact: true }).waitFor();
  }
  await page.getByText('Seats are left', { exact: true }).waitFor();
  const message = 'The band is stuck in snow.';
  await admin.configureQueue.mutate({ concertId, maxActive: 1, paused: true, message });
  await page.getByText(message).waitFor();
  await look(page, '입장을 잠시 멈췄어요. 순서는 그대로예요.', '좌석이 남아 있어요', message);
  await page.reload();
  await page.getByText('Entry is paused. Your place is safe.').waitFor();
  await page.getByText(message).waitFor();

  await admin.configureQueue.mutate({ concertId, paused: false, message: null });
  const session = await clients[0]?.enter(concertId);
  await page.getByRole('heading', { name: /Ahead of you\s*1/ }).waitFor();
  expect(await page.getByText(message).count()).toBe(0);
  let hold = await session?.hold({ places: [0, 1] }, { performanceId });
  await page.getByText('Fewer seats are left than people ahead').waitFor();
  await look(page, '남은 좌석이 앞 사람보다 적어요');
  hold = await session?.hold({ places: [0, 1, 2, 3] }, { performanceId, replaces: hold });
  await page.getByText('All seats are held now; unpaid ones come back').waitFor();
  await look(page, '지금은 모든 좌석이 잡혀 있어요. 결제하지 않은 좌석은 다시 나와요');
  if (hold) await session?.pay(hold, { topUp: true });
  await page.getByText('Sold out. Only refunds come back. Stay or leave?').waitFor();
  await page.getByRole('heading', { name: 'You are next' }).waitFor();
  await look(page, '매진됐어요. 환불된 좌석만 다시 나와요. 더 기다릴까요?', '다음이 내 차례예요');
  await admit(sale, concertId, 2);
  await page.getByRole('heading', { name: "It's your turn" }).waitFor();
  await look(page, '내 차례예요', /^\d\d:\d\d까지 좌석을 고를 수 있어요/);
  await page.getByRole('link', { name: 'Choose seats' }).click();
  await page.getByText('All held or sold; unpaid seats come back').waitFor();
  await look(page, '지금은 모두 잡혔거나 팔렸어요. 결제하지 않은 좌석은 다시 나와요');
  expect(shop().faults).toEqual([]);
});

test('whoever comes back too late is told so, and joins only by wanting to', async () => {
  const { sale } = shop();
  const concertId = await sale.concert(4, { maxActive: 0, claimSeconds: 2 });
  const page = await shop().visit();
  await joinAs(page, concertId, 'away');
  await page.getByRole('heading', { name: 'You are next' }).waitFor();
  await page.goto('about:blank');
  await admit(sale, concertId, 1);
  const { admin } = sale.operator;
  const expired = async () => (await admin.queueStats.query({ concertId })).expired;
  await expect.poll(expired, { timeout: 60_000 }).toBe(1);
  await page.goto(`/concerts/${concertId}/queue`);
  for (const visit of ['first', 'after a reload']) {
    await page.getByRole('heading', { name: 'Your turn passed' }).waitFor();
    await page.getByText(/We called at \d\d:\d\d and waited 2 s, and nobody came\./).waitFor();
    expect(await sale.queueCounts(concertId), visit).toMatchObject({ waiting: 0, active: 0 });
    if (visit === 'first') {
      await look(
        page,
        '차례가 지나갔어요',
        /\d\d:\d\d에 차례가 와서 2초 기다렸어요. 결제된 금액은 없어요./,
      );
      await page.reload();
    }
  }
  await page.getByRole('button', { name: 'Join again' }).click();
  await page.getByRole('heading', { name: "It's your turn" }).waitFor();
  expect(await sale.queueCounts(concertId)).toMatchObject({ active: 1 });
});

test('a turn that runs out while the page looks on is over, after a reload too, and so is one that was left', async () => {
  const { sale } = shop();
  const concertId = await sale.concert(4, { activeSeconds: 8, claimSeconds: 4 });
  await (await sale.client('slow')).enter(concertId);
  const page = await shop().visit();
  await joinAs(page, concertId, 'slow');
  await page.getByRole('heading', { name: 'Choosing time is over' }).waitFor();
  const turn = page.getByText(/Your turn was from \d\d:\d\d to \d\d:\d\d\./);
  const told = await turn.textContent();
  await look(
    page,
    '고르는 시간이 끝났어요',
    /\d\d:\d\d부터 \d\d:\d\d까지가 내 차례였어요/,
    '결제된 금액은 없어요. 결제하지 않은 좌석은 풀렸어요.',
  );
  await page.reload();
  await page.getByRole('heading', { name: 'Choosing time is over' }).waitFor();
  expect(await turn.textContent()).toBe(told);
  // The server tells it too, to a browser that has not seen the turn.
  await page.evaluate(FORGET_TURNS);
  await page.reload();
  await page.getByRole('heading', { name: 'Choosing time is over' }).waitFor();
  expect(await turn.textContent()).toBe(told);
  expect(await sale.queueCounts(concertId)).toMatchObject({ waiting: 0, active: 0 });
  await sale.operator.admin.configureQueue.mutate({ concertId, maxActive: 0, activeSeconds: 600 });
  // From the concert's page it is one press.
  await page.goto(`/concerts/${concertId}`);
  await page.getByRole('link', { name: 'Join the line' }).click();
  await page.getByRole('heading', { name: 'You are next' }).waitFor();
  await page.getByRole('button', { name: 'Leave the line' }).click();
  await look(page, '나가면 내 순서는 다음 분께 넘어가요. 다시 오면 맨 뒤에 서요.');
  await page.getByRole('button', { name: 'Leave', exact: true }).click();
  await page.getByRole('heading', { name: 'You left the line' }).waitFor();
  await look(page, '줄에서 나왔어요', '내 순서는 다음 분께 넘어갔어요.');
  await page.reload();
  await page.getByRole('heading', { name: 'You left the line' }).waitFor();
  expect(await sale.queueCounts(concertId)).toMatchObject({ waiting: 0, active: 0 });
});

test('held seats can be paid after the time to choose, and no others chosen', async () => {
  const { sale } = shop();
  const concertId = await sale.concert(4, { activeSeconds: 10, claimSeconds: 10 });
  const session = await (await sale.client('holder')).enter(concertId);
  await session.hold({ places: [1, 2] }, { performanceId: await onlyDate(sale, concertId) });
  const page = await shop().visit();
  await joinAs(page, concertId, 'holder');
  await page.getByRole('heading', { name: 'Choosing time is over' }).waitFor();
  await page.getByText(/^Pay for held seats until \d\d:\d\d\.$/).waitFor();
  await look(page, '고르는 시간이 끝났어요', /^잡은 좌석은 \d\d:\d\d까지 결제할 수 있어요/);
  await page.goto(`/concerts/${concertId}/dates`);
  await page.getByRole('heading', { name: 'Choosing time is over' }).waitFor();
  await page.getByRole('link', { name: 'Pay for my seats' }).click();
  await page.getByRole('heading', { name: /^Yours until/ }).waitFor();
  expect(await page.getByRole('link', { name: 'Choose again' }).count()).toBe(0);
  await look(page, '고르는 시간이 끝났어요', /^\d\d:\d\d까지 잡아 뒀어요/);
  await page.getByRole('button', { name: 'Add ₩2,000 and pay' }).click();
  await page.getByRole('heading', { name: "You're going" }).waitFor();
  // Back from the tickets nothing joins again.
  await page.goto(`/concerts/${concertId}/queue`);
  await page.getByText('Your seats are paid. This turn is used up.').waitFor();
  await look(page, '예매했어요', '좌석을 결제했어요. 이번 차례는 다 썼어요.');
  expect(await sale.queueCounts(concertId)).toMatchObject({ waiting: 0, active: 0 });
});

test('a closed line, and a sale that closes while one waits and opens again', async () => {
  const { sale } = shop();
  const { admin } = sale.operator;
  const { concertId } = await fullConcert(sale, 1);
  await admin.configureQueue.mutate({ concertId, closed: true });
  const page = await shop().visit();
  await joinAs(page, concertId, 'closed');
  await page.getByRole('heading', { name: 'The line is closed' }).waitFor();
  await look(page, '줄이 닫혔어요', '이제 줄을 설 수 없어요. 결제한 좌석은 그대로예요.');
  await admin.configureQueue.mutate({ concertId, closed: false });
  await page.reload();
  await page.getByRole('heading', { name: /Ahead of you\s*1/ }).waitFor();

  await admin.updateConcert.mutate({ concertId, salesCloseAt: new Date() });
  await page.getByRole('heading', { name: 'Sales are closed' }).waitFor();
  await look(page, '예매가 끝났어요', '더 입장하지 않아요. 결제된 금액은 없어요.');
  await page.reload();
  await page.getByRole('heading', { name: 'Sales are closed' }).waitFor();
  // For 3 seconds a browser may show the concert as it was.
  await expect
    .poll(async () => {
      await page.goto(`/concerts/${concertId}`);
      await page.getByRole('heading', { level: 1 }).waitFor();
      return page.getByText('Sales are closed').isVisible();
    })
    .toBe(true);
  await look(page, '예매가 끝났어요');
  await admin.updateConcert.mutate({ concertId, salesCloseAt: null });
  await page.goto(`/concerts/${concertId}/queue`);
  await page.getByRole('heading', { name: /Ahead of you\s*1/ }).waitFor();
});

test('a turn that comes while the visitor is at the wallet is claimed, and the page calls', async () => {
  const { sale } = shop();
  const { concertId } = await fullConcert(sale, 1);
  const page = await shop().visit();
  await joinAs(page, concertId, 'at the wallet');
  await page.getByRole('link', { name: '₩0' }).click();
  await page.getByRole('heading', { name: 'Wallet' }).waitFor();
  await admit(sale, concertId, 2);
  await page.getByText("It's your turn: T").waitFor();
  await look(page, '내 차례예요: T');
  expect(await page.locator('link[rel=icon]').getAttribute('href')).toMatch(/^data:/);
  await page.getByRole('link', { name: 'Go on' }).click();
  await page.getByRole('heading', { name: "It's your turn" }).waitFor();
});

test('no queue is joined without a name, and a name that nobody can have is explained', async () => {
  const concertId = await shop().sale.concert(2);
  const page = await shop().visit();
  await page.goto(`/concerts/${concertId}/queue`);
  await look(page, '로그인', '이름');
  const name = page.getByLabel('Name');
  await name.fill('bad\u202Ename');
  await page.getByRole('button', { name: /^Go on as/ }).click();
  await page.getByText('We could not read that').waitFor();
  await look(page, '내용을 읽을 수 없어요');
  await signIn(page, 'good name');
  await page.getByRole('heading', { name: "It's your turn" }).waitFor();
});
