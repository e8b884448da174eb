import { withHoldBatches } from '@frontrow/domain/reservation/batch/hold-batches';
import { hold } from '@frontrow/domain/reservation/hold';
import { compareWays, type Kind, NO_BATCHES } from './batches/compare.ts';
import { type Environment, withEnvironment } from './environment.ts';
import { createAdmittedUsers, createConcert } from './fixtures.ts';

/**
 * Compares holds that share statements with holds that each run alone: with and without idempotency keys, and of one seat
 * that somebody has.
 */
const HOLDS = 2_000;

interface Holds {
  keys?: boolean;
  oneTakenSeat?: boolean;
}

const kindOf = (name: string, { keys = false, oneTakenSeat = false }: Holds): Kind => ({
  name,
  calls: HOLDS,
  async prepare(environment, way) {
    const concert = await createConcert(environment, HOLDS);
    const users = await createAdmittedUsers(environment, concert, HOLDS);
    const holdAs = holdOf(environment, way);
    const call = (n: number) => {
      const [user, seatId] = [users[n], concert.seatIds[oneTakenSeat ? 1 : n]];
      if (!user || !seatId) throw new Error('there are too few users or seats');
      const input = { performanceId: concert.performanceId, seatIds: [seatId] };
      return holdAs(user, keys ? { ...input, idempotencyKey: `key-${n}-of-the-bench` } : input);
    };
    if (!oneTakenSeat) return call;
    await call(0);
    return (n) => call(n).catch(() => {});
  },
});

function holdOf({ ctx, services }: Environment, way: string): typeof services.reservation.hold {
  if (way === 'together') return services.reservation.hold;
  const alone = { ...withHoldBatches(ctx), holds: NO_BATCHES };
  return (user, input) => hold(alone, user, input);
}

await withEnvironment(async (environment) => {
  const lines = await compareWays(environment, [
    kindOf('without keys', {}),
    kindOf('with keys', { keys: true }),
    kindOf('one taken seat', { oneTakenSeat: true }),
  ]);
  for (const line of lines) console.log(line);
});
