import { expect, test } from 'vitest';
import { chooseSeats, joinAs, signIn } from '../testing/storefront/buyer.ts';
import { look } from '../testing/storefront/look.ts';
import { openStorefront } from '../testing/storefront/open-storefront.ts';
import { shopOfFile } from '../testing/storefront/shop.ts';

const shop = shopOfFile(() => openStorefront());

const DAY = 86_400_000;
const inDays = (days: number) => new Date(Date.now() + days * DAY);

test('the list by what is on sale and what opens soon, and a concert before its opening', async () => {
  const { sale } = shop();
  await sale.concert(2);
  const { id: concertId } = await sale.operator.admin.createConcert.mutate({
    ...{ title: 'Soon', artist: 'A', venue: 'V', salesOpenAt: inDays(2) },
  });
  await sale.operator.admin.createPerformance.mutate({
    ...{ concertId, startsAt: inDays(9), timezone: 'Asia/Seoul' },
    sections: [{ name: 'S', rows: 1, seatsPerRow: 2, price: 1_000 }],
  });
  const page = await shop().visit({ timezoneId: 'America/New_York' });
  await page.goto('/');
  await page.getByRole('link', { name: 'Soon' }).waitFor();
  await page.getByRole('button', { name: 'On sale' }).click();
  await page.getByRole('link', { name: 'Soon' }).waitFor({ state: 'detached' });
  await look(page, '예매 중 · ₩1,000부터');
  await page.getByRole('button', { name: 'Opens soon' }).click();
  await page.getByRole('link', { name: 'Soon' }).click();
  await page.getByText('Until the opening you can join the draw.').waitFor();
  await look(page, '추첨 참여하기', /^Seoul 시각이에요/);
});

test('the dates: with seats, without any left, and one that was cancelled', async () => {
  const { sale } = shop();
  const { admin } = sale.operator;
  const concertId = await sale.concert(3);
  const others = [2, 3].map((days) =>
    admin.createPerformance.mutate({
      ...{ concertId, startsAt: inDays(days), timezone: 'Asia/Seoul' },
      sections: [{ name: 'S', rows: 1, seatsPerRow: 2, price: 1_000 }],
    }),
  );
  const [full, cancelled] = await Promise.all(others);
  const { performanceId = '' } = full ?? {};
  const holder = await (await sale.client('holder')).enter(concertId);
  await holder.hold({ places: [0, 1] }, { performanceId });
  await admin.cancelPerformance.mutate({
    ...{ performanceId: cancelled?.performanceId ?? '', reason: 'snow' },
  });
  const page = await shop().visit();
  await joinAs(page, concertId, 'dates');
  await page.getByRole('link', { name: 'Choose seats' }).click();
  await page.getByText('All held or sold; unpaid seats come back').waitFor();
  await look(page, '날짜 고르기', '3석');
  await page.goto(`/concerts/${concertId}`);
  await page.getByText('Cancelled').waitFor();
  await look(page, '취소됐어요');
});

test('the notice that another user has signed in', async () => {
  const page = await shop().visit();
  for (const name of ['first', 'second']) {
    await page.goto('/sign-in?next=/wallet');
    await signIn(page, name);
    await page.getByText('Nothing yet.').waitFor();
  }
  await page.getByText('You are now second. first keeps the place in line.').waitFor();
  await look(page, '아직 없어요.');
});

test('eight prices: on a phone all of them after one press, and on a desktop at once', async () => {
  const { sale } = shop();
  const { admin } = sale.operator;
  const { id: concertId } = await admin.createConcert.mutate({
    ...{ title: 'T', artist: 'A', venue: 'V', queue: { pollAfterSeconds: 1 } },
  });
  await admin.createPerformance.mutate({
    ...{ concertId, startsAt: inDays(1), timezone: 'Asia/Seoul' },
    sections: Array.from({ length: 8 }, (_, n) => ({
      ...{ name: `Price ${n + 1}`, rows: 2, seatsPerRow: 20, price: 1_165_000 - 100_000 * n },
    })),
  });
  const desktop = { isMobile: false, hasTouch: false, viewport: { width: 1_440, height: 900 } };
  for (const [where, options] of Object.entries({ phone: {}, desktop })) {
    const page = await shop().visit(options);
    await joinAs(page, concertId, `prices ${where}`);
    await chooseSeats(page);
    const legend = page.getByRole('group', { name: 'Filters' });
    await legend.waitFor();
    const map = await page.locator('.sm-view').boundingBox();
    if (where === 'phone') {
      await look(page, '좌석 고르기');
      await page.getByRole('button', { name: 'Filters: 8' }).click();
    }
    const width = page.viewportSize()?.width ?? 0;
    for (let n = 1; n <= 8; n++) {
      const box = await legend.getByRole('button', { name: `Price ${n} ` }).boundingBox();
      expect(box?.x).toBeGreaterThanOrEqual(0);
      expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(width);
      expect(box?.height).toBeGreaterThanOrEqual(44);
    }
    expect(map?.height).toBeGreaterThan(250);
    await look(page, '좌석 고르기');
  }
});
