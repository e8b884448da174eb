import type { QueueCaller } from '@frontrow/domain/queue/token/queue-caller';
import type { Environment } from './environment.ts';
import { inParallel } from './measure.ts';

export interface ConcertFixture {
  concertId: string;
  performanceId: string;
  seatIds: string[];
}

/**
 * Creates a concert with one performance. `seats` is a multiple of 100. The limits of the queue are
 * so high that everybody is admitted at once.
 */
export async function createConcert(
  { ctx, services }: Environment,
  seats: number,
): Promise<ConcertFixture> {
  const user = await services.session.devSignIn({ name: 'operator', role: 'operator' });
  const operator = { userId: user.id, service: false };
  const { id: concertId } = await services.admin.createConcert(operator, {
    ...{ title: 'Bench', artist: 'Bench', venue: 'Bench', description: '', holdLimit: 4 },
    queue: { maxActive: 1_000_000, admitPerMinute: 1_000_000 },
  });
  const { performanceId } = await services.admin.createPerformance(operator, {
    concertId,
    startsAt: new Date(Date.now() + 86_400_000),
    timezone: 'UTC',
    orphanRule: 'off',
    sections: [{ name: 'S', rows: seats / 100, seatsPerRow: 100, price: 1_000 }],
  });
  const rows = await ctx.sql.rows<{ id: string }>(
    { name: 'bench-seats', text: 'select id from seat where performance_id = $1 order by id' },
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
