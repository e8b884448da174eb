import type { Drawing } from '@frontrow/contract/chart/drawing';
import { layoutOf } from '@frontrow/contract/chart/layout';
import type { QueueCaller } from '@frontrow/domain/queue/token/queue-caller';
import { chooseBest } from '@frontrow/domain/seating/best-available/choose-best';
import { type Environment, withEnvironment } from './environment.ts';
import { createAdmittedUsers, createHouse, type House } from './fixtures.ts';
import { inParallel, median, percentile } from './measure.ts';

/**
 * Compares the ways to hold one place: by id, by place number, any place of a standing area, the best seat. Then it
 * measures the time of one call for the best four seats, alone and with 64 buyers at once. All on houses of 2,000
 * seats, new for each measurement. Each round runs everything, so that a change of the machine's speed affects all
 * alike.
 */
const HOLDS = 1_000;
/** Measured rounds; one more runs before them and does not count. */
const ROUNDS = 5;
const BUYERS = 64;
/** Measured rounds of calls alone and at once. */
const LATENCY_ROUNDS = 16;

/** Rows of 50 seats with an aisle in the middle, and a standing area of 2,000. */
const drawingOf = (rows: number): Drawing => ({
  ...{ width: 1_100, height: 65_000, focus: [550, 0] },
  sections: [
    {
      ...{ name: 'Floor', category: 'Seats', kind: 'SEATED' },
      rows: Array.from({ length: rows }, (_, row) => ({
        ...{ name: String(row + 1), count: 50, bow: 0, first: 1, step: 1, aisleAfter: [25] },
        ...{ start: [20, 40 + row * 20] as const, end: [1_020, 40 + row * 20] as const },
        ...{ accessible: [], companion: [], restrictedView: [] },
      })),
    },
    { name: 'Pit', category: 'Standing', kind: 'GENERAL', capacity: 2_000 },
  ],
});
const drawing = drawingOf(40);

type Way = (
  environment: Environment,
  call: { user: QueueCaller; house: House; n: number },
) => Promise<unknown>;

const ways: Record<string, Way> = {
  'by id': ({ services }, { user, house: { performanceId, seatIds }, n }) =>
    services.reservation.hold(user, { performanceId, seatIds: seatIds.slice(n, n + 1) }),
  'by place number': ({ services }, { user, house: { performanceId }, n }) =>
    services.reservation.hold(user, { performanceId, places: [n] }),
  standing: ({ services }, { user, house: { performanceId } }) =>
    services.reservation.hold(user, { performanceId, general: [{ section: 'Pit', quantity: 1 }] }),
  'the best': ({ services }, { user, house: { performanceId } }) =>
    services.reservation.holdBest(user, { performanceId, quantity: 1 }),
};

/** Returns the holds per second. */
async function measureSpeed(environment: Environment, way: Way): Promise<number> {
  const house = await createHouse(environment, drawing);
  const users = await createAdmittedUsers(environment, house, HOLDS);
  return inParallel(HOLDS, async (n) => {
    const user = users[n];
    if (user) await way(environment, { user, house, n });
  });
}

/** The milliseconds of each call for four seats: one after the other, or all at once. */
async function measureCalls(environment: Environment, atOnce: boolean): Promise<number[]> {
  const house = await createHouse(environment, drawing);
  const users = await createAdmittedUsers(environment, house, BUYERS);
  const call = async (user: QueueCaller) => {
    const start = performance.now();
    const { performanceId } = house;
    await environment.services.reservation.holdBest(user, { performanceId, quantity: 4 });
    return performance.now() - start;
  };
  if (atOnce) return Promise.all(users.map(call));
  const times: number[] = [];
  for (const user of users) times.push(await call(user));
  return times;
}

/** Prints the time of one choice of four seats among 60,000, of which five in nine are taken. */
function measureChoice(): void {
  const layout = layoutOf(drawingOf(1_200));
  const free = Uint8Array.from({ length: layout.places }, (_, place) => (place % 9 < 4 ? 1 : 0));
  const wish = { quantity: 4, accessible: false, apart: false, fits: () => true };
  const times = Array.from({ length: 1_000 }, () => {
    const start = performance.now();
    chooseBest(layout, wish, free);
    return performance.now() - start;
  });
  console.log(`A choice among 60,000 seats: median ${median(times).toFixed(2)} ms`);
}

measureChoice();
await withEnvironment(async (environment) => {
  const speeds = new Map(Object.keys(ways).map((name): [string, number[]] => [name, []]));
  for (let round = 0; round <= ROUNDS; round++) {
    for (const [name, way] of Object.entries(ways)) {
      const speed = await measureSpeed(environment, way);
      if (round > 0) speeds.get(name)?.push(speed);
    }
  }
  const reference = median(speeds.get('by id') ?? []);
  console.log(`Holds a second in ${ROUNDS} rounds of ${HOLDS}, sorted:`);
  for (const [name, values] of speeds) {
    const sorted = values.map(Math.round).sort((a, b) => a - b);
    const ratio = (median(values) / reference).toFixed(2);
    console.log(`${name.padEnd(16)} ${sorted.join(' ')}; ${ratio} times as many as by id`);
  }
  const alone: number[] = [];
  const together: number[] = [];
  for (let round = 0; round <= LATENCY_ROUNDS; round++) {
    const one = await measureCalls(environment, false);
    const all = await measureCalls(environment, true);
    if (round === 0) continue;
    alone.push(...one);
    together.push(...all);
  }
  const texts = [alone, together].map((times) =>
    [0.5, 0.99].map((share) => percentile(times, share).toFixed(1)).join(' and '),
  );
  const ratio = percentile(together, 0.99) / percentile(alone, 0.99);
  console.log(`The best four seats, median and p99 in ms: one buyer ${texts[0]};`);
  console.log(
    `${BUYERS} buyers at once ${texts[1]}; the p99 is ${ratio.toFixed(2)} times that of one`,
  );
});
