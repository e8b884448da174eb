import type { Caller } from '@frontrow/domain/kernel/context';
import type { ProviderMessage } from '@frontrow/domain/kernel/payment-provider';
import type { QueueCaller } from '@frontrow/domain/queue/token/queue-caller';
import { Bank } from '@frontrow/domain/testing/bank';
import { withBank } from '@frontrow/domain/testing/with-bank';
import type { World } from '@frontrow/domain/testing/world';
import { SEATS, USERS } from './steps.ts';

/** The price of each seat, in minor units. */
const PRICE = 1_500;

let runs = 0;

/** The users, the bank and the messages of one run. */
export async function createRun(world: World) {
  runs += 1;
  const name = `bank ${runs}`;
  const bank = new Bank(name);
  const made = withBank(world, {}, bank);
  const sections = [{ name: 'S', rows: 1, seatsPerRow: SEATS, price: PRICE }];
  const { concertId, performanceId, seatIds } = await world.concertWithSeats(
    { holdLimit: SEATS, queue: { activeSeconds: 86_400 } },
    { sections, startsAt: new Date(world.now.getTime() + 365 * 86_400_000) },
  );
  const users: QueueCaller[] = [];
  for (let n = 0; n < USERS; n++) {
    users.push(await world.queueCaller(`${name}, user ${n}`, concertId));
  }
  const spent = new Map<string, number>();
  return {
    ...made,
    world,
    users,
    operator: await world.caller('operator', 'operator'),
    userIds: users.map(({ caller }) => caller.userId),
    performanceId,
    seatIds,
    /** Messages that the bank has sent and that have not come. */
    mail: [] as ProviderMessage[],
    /** The ids of the top-ups of the run that the bank knows, in order. */
    atBank: (): string[] => {
      const ids = bank.records.map(({ payment }) => payment.reference);
      return ids.filter((id) => !id.endsWith('_2')).map((id) => id.slice('cs_'.length));
    },
    /** All top-ups of the run, with their users. */
    async topUps(): Promise<{ id: string; caller: Caller }[]> {
      const { rows } = await world.pool.query<{ id: string; user: string }>(
        'select id, user_id as user from top_up where provider = $1 order by id',
        [name],
      );
      return rows.map(({ id, user }) => ({ id, caller: { userId: user, service: false } }));
    },
    /** The sum of all that the user has ever paid for seats, also if it was refunded. */
    mostSpent: (userId: string): number => spent.get(userId) ?? 0,
    noteSpent: (userId: string): void => {
      spent.set(userId, (spent.get(userId) ?? 0) + PRICE);
    },
  };
}

export type MoneyRun = Awaited<ReturnType<typeof createRun>>;
export type BankWorldOfRun = Pick<MoneyRun, 'world' | 'bank' | 'userIds' | 'mostSpent'>;
