import { createFrontrowClient, type FrontrowClient } from '@frontrow/sdk';
import type { SignedIn } from './visitor.ts';

/** A page that is measured. */
export interface MeasuredPage {
  name: string;
  path: string;
  /** Signs in somebody new for each run; null: the page is public. */
  visitor(): Promise<SignedIn | null>;
}

const DAY = 86_400_000;
const AHEAD = 24;
/** A pass outlives all runs. */
const PASS_SECONDS = 3_600;

/** Creates a concert with a line and two with seats to choose, and names the pages that show them. */
export async function preparePages(url: string): Promise<MeasuredPage[]> {
  const page = await (await fetch(url)).text();
  const apiUrl = /name="frontrow-api" content="([^"]+)"/.exec(page)?.[1] ?? '';
  const anonymous = createFrontrowClient({ url: apiUrl, auth: null });
  const clientOf = ({ accessToken }: SignedIn) =>
    createFrontrowClient({ url: apiUrl, auth: accessToken });
  const operator = clientOf(
    await anonymous.session.devSignIn.mutate({ name: 'operator', role: 'operator' }),
  );
  let people = 0;
  const visitor = () =>
    anonymous.session.devSignIn.mutate({ name: `visitor ${Date.now()} ${people++}` });
  const waiting = await openSale(operator, { chart: 'Namsan Hall', maxActive: 0 });
  for (let n = 0; n < AHEAD; n++) {
    await clientOf(await visitor()).queue.join.mutate({ concertId: waiting.concertId });
  }
  const seats = async (chart: string) => {
    const { concertId, performanceId } = await openSale(operator, { chart, maxActive: 500 });
    return `/concerts/${concertId}/dates/${performanceId}`;
  };
  return [
    { name: 'home', path: '/', visitor: async () => null },
    { name: 'waiting', path: `/concerts/${waiting.concertId}/queue`, visitor },
    { name: 'theatre', path: await seats('Namsan Hall'), visitor },
    { name: 'arena', path: await seats('Hangang Arena'), visitor },
  ];
}

async function openSale(
  { admin }: FrontrowClient,
  { chart, maxActive }: { chart: string; maxActive: number },
): Promise<{ concertId: string; performanceId: string }> {
  const { items } = await admin.listCharts.query({});
  const found = items.find(({ name }) => name === chart);
  if (!found) throw new Error(`the demo's chart ${chart} is missing`);
  const { chart: drawing } = await admin.getChart.query({ chartId: found.chartId });
  const { id: concertId } = await admin.createConcert.mutate({
    ...{ title: 'Northern Lines: Winter Rooms', artist: 'Northern Lines', venue: chart },
    queue: { maxActive, activeSeconds: PASS_SECONDS },
  });
  const categories = [...new Set(drawing.sections.map(({ category }) => category))];
  const { performanceId } = await admin.createPerformance.mutate({
    ...{ concertId, chartId: found.chartId, timezone: 'Asia/Seoul' },
    startsAt: new Date(Date.now() + 30 * DAY),
    prices: Object.fromEntries(categories.map((name, n) => [name, 132_000 - n * 33_000])),
  });
  return { concertId, performanceId };
}
