import type { CreatePerformanceInput } from '@frontrow/contract/catalog/performances';
import type { Drawing } from '@frontrow/contract/chart/drawing';
import type { Caller } from '@frontrow/domain/kernel/context';
import type { QueueCaller } from '@frontrow/domain/queue/token/queue-caller';
import type { Environment } from './environment.ts';
import { inParallel } from './measure.ts';

export interface ConcertFixture {
  concertId: string;
  performanceId: string;
  seatIds: string[];
}

/** A concert in a house with a chart; the ids are in the order of the place numbers. */
export type House = ConcertFixture;

/**
 * Creates a concert with one performance. `seats` is a multiple of 100. The limits of the queue are
 * so high that everybody is admitted at once.
 */
export async function createConcert(
  environment: Environment,
  seats: number,
): Promise<ConcertFixture> {
  const sections = [{ name: 'S', rows: seats / 100, seatsPerRow: 100, price: 1_000 }];
  return createDate(environment, await operatorOf(environment), { sections });
}

/** The same in a house with this chart. All places cost the same. */
export async function createHouse(environment: Environment, chart: Drawing): Promise<House> {
  const operator = await operatorOf(environment);
  const { services } = environment;
  const { chartId } = await services.admin.createChart(operator, { name: 'Bench', chart });
  const prices = Object.fromEntries(chart.sections.map(({ category }) => [category, 1_000]));
  return createDate(environment, operator, { chartId, prices });
}

async function operatorOf({ services }: Environment): Promise<Caller> {
  const { id } = await services.session.devSignIn({ name: 'operator', role: 'operator' });
  return { userId: id, service: false };
}

async function createDate(
  { ctx, services }: Environment,
  operator: Caller,
  places: Partial<CreatePerformanceInput>,
): Promise<ConcertFixture> {
  const { id: concertId } = await services.admin.createConcert(operator, {
    ...{ title: 'Bench', artist: 'Bench', venue: 'Bench', description: '', holdLimit: 4 },
    queue: { maxActive: 1_000_000, admitPerMinute: 1_000_000 },
  });
  const { performanceId } = await services.admin.createPerformance(operator, {
    ...{ concertId, startsAt: new Date(Date.now() + 86_400_000), timezone: 'UTC' },
    ...{ orphanRule: 'off', ...places },
  });
  const rows = await ctx.sql.rows<{ id: string }>(
    { name: 'bench-seats', text: 'select id from seat where performance_id = $1 order by place' },
    [performanceId],
  );
  return { concertId, performanceId, seatIds: rows.map(({ id }) => id) };
}

/** Creates users with a pass for the concert. */
export async function createAdmittedUsers(
  { services }: Environment,
  { concertId }: ConcertFixture,
  count: number,
): Promise<QueueCaller[]> {
  const users: QueueCaller[] = [];
  await inParallel(count, async (n) => {
    const { id: userId } = await services.session.devSignIn({ name: `user ${concertId} ${n}` });
    const caller = { userId, service: false };
    const { token } = await services.queue.join(caller, { concertId });
    const claims = services.queue.verifyToken(token);
    if (claims) users.push({ caller, claims });
  });
  return users;
}
