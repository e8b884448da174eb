import { theatre } from '@frontrow/database/seeds/venues/theatre';
import { createFrontrowClient, type FrontrowClient } from '@frontrow/sdk';
import type { BrowserContext, Page } from 'playwright-core';
import type { Sale } from '../sale/sale.ts';

/** A page of the storefront with somebody before it. */
export interface Scene {
  name: string;
  path: string;
  signIn(context: BrowserContext): Promise<void>;
  /** Waits until everything that the page gets from the server is shown. */
  isThere(page: Page): Promise<void>;
}

const DAY = 86_400_000;
/** Titles as long as they get, of characters that the font of the Korean messages has not. */
const TITLE = '겨울밤의 푸른 정류장 앙코르 콘서트 〈낮잠과 꿈〉';

/** Opens concerts with people in them, and names the pages that show them in each state. */
export async function scenesOfSale({ operator, live }: Sale): Promise<Scene[]> {
  const { url } = live.server;
  let people = 0;
  const person = async () => {
    const name = `visitor ${people++}`;
    const anonymous = createFrontrowClient({ url, auth: null });
    const { accessToken, user } = await anonymous.session.devSignIn.mutate({ name });
    const text = JSON.stringify({ accessToken, user: { id: user.id, name: user.name } });
    const script = `localStorage.setItem('frontrow.sign-in', ${JSON.stringify(text)})`;
    return {
      client: createFrontrowClient({ url, auth: accessToken }),
      signIn: async (context: BrowserContext) => void (await context.addInitScript(script)),
    };
  };
  const nobody = async () => {};
  const { chartId } = await operator.admin.createChart.mutate({
    name: 'A theatre',
    chart: theatre(),
  });
  const open = await openConcert(operator, { chartId, dates: 2 });
  const waiting = await openConcert(operator, { chartId, maxActive: 0 });
  const soon = await openConcert(operator, {
    chartId,
    salesOpenAt: new Date(Date.now() + 3_600_000),
  });
  const waiter = await person();
  for (let n = 0; n < 12; n++) {
    await (await person()).client.queue.join.mutate({ concertId: waiting });
  }
  const drawn = await person();
  const buyer = await person();
  await buyer.client.balance.charge.mutate({ amount: 300_000 });
  const session = await buyer.client.enter(open);
  const [first] = await session.dates();
  const { id: paymentId } = await session.pay(
    await session.hold((await session.seats(first)).slice(0, 2)),
  );
  const holder = await person();
  const holding = await holder.client.enter(open);
  await holding.hold((await holding.seats(first)).slice(4, 6));
  const chooser = await person();
  const at = (path: string) => `/concerts/${open}${path}`;
  const seats = at(`/dates/${first?.performanceId}`);

  const shown = (selector: string) => (page: Page) => page.locator(selector).first().waitFor();
  const clock = shown('[role=timer]');
  return [
    { name: 'list', path: '/', signIn: nobody, isThere: shown('li time, li p:has-text("₩")') },
    { name: 'concert', path: at(''), signIn: nobody, isThere: shown('dl') },
    { name: 'sign-in', path: '/sign-in', signIn: nobody, isThere: shown('form') },
    { name: 'no page', path: '/nothing-here', signIn: nobody, isThere: shown('h1') },
    { name: 'draw', path: `/concerts/${soon}/queue`, signIn: drawn.signIn, isThere: clock },
    {
      name: 'waiting',
      path: `/concerts/${waiting}/queue`,
      signIn: waiter.signIn,
      isThere: shown('dl'),
    },
    { name: 'turn', path: at('/queue'), signIn: chooser.signIn, isThere: clock },
    { name: 'dates', path: at('/dates'), signIn: chooser.signIn, isThere: shown('li a') },
    { name: 'seats', path: seats, signIn: chooser.signIn, isThere: shown('.sm-legend') },
    { name: 'checkout', path: at('/checkout'), signIn: holder.signIn, isThere: clock },
    {
      name: 'tickets',
      path: `/tickets/${paymentId}`,
      signIn: buyer.signIn,
      isThere: shown('article'),
    },
    { name: 'reservations', path: '/reservations', signIn: buyer.signIn, isThere: shown('li') },
    { name: 'wallet', path: '/wallet', signIn: buyer.signIn, isThere: shown('li') },
  ];
}

interface Opening {
  chartId: string;
  dates?: number;
  maxActive?: number;
  salesOpenAt?: Date;
}

async function openConcert(
  { admin }: Pick<FrontrowClient, 'admin'>,
  { chartId, dates = 1, maxActive = 500, salesOpenAt }: Opening,
): Promise<string> {
  const { id } = await admin.createConcert.mutate({
    ...{ title: TITLE, artist: '유리공장과 하루', venue: '올림픽공원 핸드볼경기장' },
    ...(salesOpenAt ? { salesOpenAt } : {}),
    // All sizes and languages of a file look at the same pages: passes and holds last as long.
    queue: { maxActive, pollAfterSeconds: 1, activeSeconds: 3_600 },
  });
  for (let n = 0; n < dates; n++) {
    await admin.createPerformance.mutate({
      ...{ concertId: id, chartId, timezone: 'Asia/Seoul' },
      startsAt: new Date(Date.now() + (7 + n) * DAY),
      prices: { Stalls: 132_000, Boxes: 99_000, Circle: 66_000 },
    });
  }
  return id;
}
