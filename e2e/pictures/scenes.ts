import { createFrontrowClient, type FrontrowClient } from '@frontrow/sdk';
import type { Page } from 'playwright-core';

/** What a sign-in by name answers; a page keeps the same. */
export interface SignedIn {
  accessToken: string;
  user: { id: string; name: string };
}

/** One page in one state. */
export interface Scene {
  name: string;
  path: string;
  /** Who looks at it; left out: nobody is signed in. */
  user?: SignedIn;
  /** Shown as far as the screen goes: a bar keeps to its foot. */
  isScreen?: boolean;
  /** Brings the page into the state, and waits until it is there. */
  act?(page: Page, language: 'en' | 'ko'): Promise<void>;
}

export interface Api {
  apiUrl: string;
  signIn(name: string, role?: 'operator'): Promise<SignedIn>;
}

const DAY = 86_400_000;
const CROWD = 340;
const BUYERS = 60;

/** Makes concerts in every state, with people in them, and names the pages that show them. */
export async function prepareScenes(api: Api): Promise<Scene[]> {
  const stamp = Date.now() % 1_000_000;
  const clientOf = ({ accessToken }: SignedIn) =>
    createFrontrowClient({ url: api.apiUrl, auth: accessToken });
  const operator = clientOf(await api.signIn('operator', 'operator'));
  const concert = (title: string, artist: string, more: object = {}) =>
    createConcert(operator, { title, artist, ...more });
  const person = (name: string) => api.signIn(`${name} ${stamp}`);

  const open = await concert('파란 정류장 〈겨울밤〉', '파란 정류장', { dates: 2 });
  const waiting = await concert('Northern Lines: Winter Rooms', 'Northern Lines', {
    ...{ maxActive: 500, admitPerMinute: 4 },
  });
  const soon = await concert('모래시계 연말 콘서트', '모래시계', { opensInMinutes: 134 });
  await concert('Marrow — A House With No Roads', 'Marrow', {});
  await concert('하루 단독공연: 낮잠', '하루', { opensInMinutes: 3 * 1_440 });
  const paused = await concert('유리공장 X', '유리공장', { maxActive: 0 });

  const crowd = await Promise.all(
    Array.from({ length: CROWD }, (_, n) => person(`crowd ${n}`).then(clientOf)),
  );
  for (const one of crowd) await one.queue.join.mutate({ concertId: waiting });
  const waiter = await person('Mina');
  const leaver = await person('Noa');
  const first = await concert('Tidal Study No. 4', 'Ensemble Aalto', { maxActive: 0 });
  const after = await person('after');
  for (const user of [waiter, after]) {
    await clientOf(user).queue.join.mutate({ concertId: waiting });
  }
  for (const one of crowd.slice(0, 40)) await one.queue.join.mutate({ concertId: soon });
  for (const one of crowd.slice(0, 12)) await one.queue.join.mutate({ concertId: paused });
  await operator.admin.configureQueue.mutate({
    ...{ concertId: paused, paused: true },
    message: 'The band is stuck in snow. Doors open at 19:00.',
  });

  await fillHouse(crowd.slice(0, BUYERS), open);
  const buyer = await person('Jun');
  const client = clientOf(buyer);
  await client.balance.charge.mutate({ amount: 300_000 });
  const session = await client.enter(open);
  const [date] = await session.dates();
  const paidHold = await session.hold((await session.seats(date)).slice(0, 2));
  const { id: paymentId } = await session.pay(paidHold);
  const holder = await person('Sora');
  await clientOf(holder).balance.charge.mutate({ amount: 200_000 });
  const holding = await clientOf(holder).enter(open);
  await holding.hold((await holding.seats(date)).slice(6, 8));
  const chooser = await person('Dana');
  const seats = `/concerts/${open}/dates/${date?.performanceId}`;
  const heading = (page: Page) => page.locator('h1').waitFor();
  return [
    { name: 'list', path: '/', act: settled },
    { name: 'concert', path: `/concerts/${open}`, isScreen: true, act: settled },
    { name: 'sign-in', path: '/sign-in?next=/wallet', act: heading },
    { name: 'draw', path: `/concerts/${soon}/queue`, user: waiter, act: numbered },
    { name: 'waiting', path: `/concerts/${waiting}/queue`, user: waiter, act: numbered },
    { name: 'next', path: `/concerts/${first}/queue`, user: waiter, act: numbered },
    { name: 'left', path: `/concerts/${paused}/queue`, user: leaver, act: left },
    { name: 'paused', path: `/concerts/${paused}/queue`, user: waiter, act: numbered },
    { name: 'turn', path: `/concerts/${open}/queue`, user: chooser, act: timed },
    { name: 'dates', path: `/concerts/${open}/dates`, user: chooser, act: timed },
    { name: 'seats-house', path: seats, user: chooser, act: drawn },
    {
      name: 'seats-list',
      path: seats,
      user: chooser,
      act: async (page) => void (await listed(page)),
    },
    { name: 'seats', path: seats, user: chooser, act: chosen },
    { name: 'checkout', path: `/concerts/${open}/checkout`, user: holder, act: timed },
    { name: 'tickets', path: `/tickets/${paymentId}`, user: buyer, act: coded },
    { name: 'reservations', path: '/reservations', user: buyer, act: settled },
    { name: 'wallet', path: '/wallet', user: buyer, act: settled },
    { name: 'offline', path: `/concerts/${waiting}/queue`, user: waiter, act: offline },
    { name: 'no-page', path: '/nothing-here', act: heading },
  ];
}

/** Two out of three buy seats of the first date, and the others hold some. */
async function fillHouse(buyers: FrontrowClient[], concertId: string): Promise<void> {
  for (const [n, client] of buyers.entries()) {
    const session = await client.enter(concertId);
    const categories = [['Stalls', 'Stalls', 'Circle', 'Boxes'][n % 4] ?? 'Stalls'];
    const [first] = await session.dates();
    const performanceId = first?.performanceId;
    const hold = await session.holdBest({ performanceId, quantity: 1 + (n % 4), categories });
    if (n % 3 === 0) continue;
    await client.balance.charge.mutate({ amount: 600_000 });
    await session.pay(hold);
  }
}

const settled = (page: Page) => page.waitForLoadState('networkidle');
const timed = (page: Page) => page.getByRole('timer').first().waitFor();
const numbered = (page: Page) => page.locator('dl').first().waitFor();
const coded = (page: Page) => page.locator('article').first().waitFor();

const drawn = (page: Page) => page.locator('.sm-legend').waitFor();

/** Opens the list; on a desktop it is open. Returns the button that closes it again. */
async function listed(page: Page) {
  await drawn(page);
  const button = page.locator('main button[aria-pressed=false]', { hasText: /^(List|목록)$/ });
  if (await button.isVisible()) await button.click();
  await page.locator('.sm-list li > button').first().click();
  await page.locator('.sm-list li li > button:not(:disabled)').nth(3).click();
  return page.locator('main button[aria-pressed=true]', { hasText: /^(List|목록)$/ });
}

async function chosen(page: Page): Promise<void> {
  const close = await listed(page);
  await page.locator('.sm-seats button').nth(4).click();
  if (await close.isVisible()) await close.click();
}

/** Leaves the line, with the second press that it asks for. */
async function left(page: Page): Promise<void> {
  await numbered(page);
  await page.locator('main button').last().click();
  await page.locator('main section button').last().click();
  await page.locator('dl').first().waitFor({ state: 'detached' });
}

async function offline(page: Page): Promise<void> {
  await numbered(page);
  await page.context().setOffline(true);
  await page.getByRole('status').first().waitFor();
}

interface ConcertOptions {
  title: string;
  artist: string;
  dates?: number;
  maxActive?: number;
  admitPerMinute?: number;
  opensInMinutes?: number;
}

async function createConcert(
  { admin }: FrontrowClient,
  { title, artist, dates = 1, maxActive, admitPerMinute, opensInMinutes }: ConcertOptions,
): Promise<string> {
  const { id } = await admin.createConcert.mutate({
    ...{ title, artist, venue: '올림픽홀' },
    ...(opensInMinutes ? { salesOpenAt: new Date(Date.now() + opensInMinutes * 60_000) } : {}),
    queue: { maxActive, admitPerMinute },
  });
  const { items } = await admin.listCharts.query({});
  const hall = items.find(({ name }) => name === 'Namsan Hall');
  if (!hall) throw new Error('the pictures need the charts of the demo');
  for (let n = 0; n < dates; n++) {
    await admin.createPerformance.mutate({
      ...{ concertId: id, chartId: hall.chartId, orphanRule: 'refuse' },
      startsAt: new Date(Math.ceil(Date.now() / DAY) * DAY + (12 + n) * DAY + 9 * 3_600_000),
      timezone: 'Asia/Seoul',
      prices: { Stalls: 132_000, Boxes: 99_000, Circle: 66_000 },
    });
  }
  return id;
}
