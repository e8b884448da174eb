import type { ReservationView } from '@frontrow/contract/reservation';
import type { Client } from '../demo-user.ts';
import type { DemoFixture } from '../fixture.ts';
import { labels } from '../format.ts';
import type { Report } from '../report.ts';

/** One row of ten seats and a standing area. No single seat may be left over. */
const CHART: Parameters<Client['admin']['createChart']['mutate']>[0]['chart'] = {
  ...{ width: 240, height: 200, focus: [120, 0] },
  stage: {
    label: 'Stage',
    outline: [
      [40, 5],
      [200, 5],
      [200, 20],
    ],
  },
  sections: [
    {
      ...{ name: 'Floor', category: 'Seats', kind: 'SEATED' },
      rows: [{ name: 'A', count: 10, start: [30, 60], end: [210, 60] }],
    },
    { name: 'Pit', category: 'Standing', kind: 'GENERAL', capacity: 2 },
  ],
};

export async function seatsOnAChart(
  { operator, hana, sora }: DemoFixture,
  report: Report,
): Promise<void> {
  const { concertId, performanceId } = await createHouse(operator);
  await hana.join(concertId);
  await sora.join(concertId);
  const { reservation, concert } = hana.api;

  await report.expectAnswer(
    'The operator takes Floor A-1, where a camera stands, off sale',
    () => operator.api.admin.blockPlaces.mutate({ performanceId, places: [0] }),
    ({ changed, skipped }) => ({ ok: changed === 1 && skipped === 0, text: `${changed} blocked` }),
  );
  await report.expectError(
    'Hana holds the blocked seat',
    () => reservation.hold.mutate({ performanceId, places: [0] }),
    {
      code: 'SEAT_UNAVAILABLE',
      check: ({ places }) => ({ ok: places.join() === '0', text: `place ${places.join()}` }),
    },
  );
  await report.expectAnswer(
    'Hana asks for the best two seats together',
    () => reservation.holdBest.mutate({ performanceId, quantity: 2 }),
    heldAs('Floor A-5, Floor A-6'),
  );
  await report.expectError(
    'Sora holds Floor A-8, which leaves A-7 alone',
    () => sora.api.reservation.hold.mutate({ performanceId, places: [7] }),
    {
      code: 'LEAVES_ORPHAN',
      check: ({ places }) => ({
        ok: places.join() === '6',
        text: `place ${places.join()} is alone`,
      }),
    },
  );
  await report.expectAnswer(
    'Sora holds a standing place',
    () =>
      sora.api.reservation.hold.mutate({
        performanceId,
        general: [{ section: 'Pit', quantity: 1 }],
      }),
    ({ status, seats }) => ({
      ok: status === 'HELD' && seats.length === 1 && seats[0]?.section === 'Pit',
      text: `${status}: ${labels(seats)}`,
    }),
  );
  await report.expectAnswer(
    'Hana reads what is left: A available, H held, B not for sale',
    () => concert.availability.query({ performanceId }),
    ({ places, general }) => ({
      ok: places === 'BAAAHHAAAA--' && general[0]?.available === 1,
      text: `${places}, ${general[0]?.available} standing place left`,
    }),
  );
}

const heldAs = (expected: string) => (held: ReservationView) => ({
  ok: held.status === 'HELD' && labels(held.seats) === expected,
  text: `${held.status}: ${labels(held.seats)}`,
});

async function createHouse({ api }: DemoFixture['operator']) {
  const { chartId } = await api.admin.createChart.mutate({
    name: 'Room of the demo',
    chart: CHART,
  });
  const { id: concertId } = await api.admin.createConcert.mutate({
    title: 'Late Show (demo)',
    artist: 'The Night Owls',
    venue: 'Room of the demo',
    salesCloseAt: new Date(Date.now() + 3_600_000),
  });
  const { performanceId } = await api.admin.createPerformance.mutate({
    ...{ concertId, chartId, orphanRule: 'refuse', timezone: 'Asia/Seoul' },
    startsAt: new Date(Date.now() + 30 * 24 * 3_600_000),
    prices: { Seats: 60_000, Standing: 40_000 },
  });
  return { concertId, performanceId };
}
