import type { ConfigureQueueInput, QueueTicket } from '@frontrow/contract/queue';
import type { Caller } from '@frontrow/domain/kernel/context';
import type { World } from '@frontrow/domain/testing/world';
import { type ModelServer, startServer, withToken } from '../calls/servers.ts';
import type { QueueLimits } from '../model/queue.ts';
import { RunClock } from './clock.ts';
import { type QueueSettings, type RunPlan, SERVERS, USERS } from './steps.ts';

/** How long a hold lasts in the world of the model. */
export const HOLD_SECONDS = 50;

export const PUBLIC_SOURCE = 'a beacon';

/** The users who take part in every run. */
export interface Users {
  operator: Caller;
  callers: readonly Caller[];
}

export async function createUsers(world: World): Promise<Users> {
  const callers: Caller[] = [];
  for (let user = 0; user < USERS; user++) callers.push(await world.caller(`user ${user}`));
  return { operator: await world.caller('operator', 'operator'), callers };
}

/** The concert of one run, its clock, and new servers that have loaded nothing of it yet. */
export class ConcertFixture {
  readonly world: World;
  readonly clock: RunClock;
  readonly operator: Caller;
  readonly callers: readonly Caller[];
  readonly servers: ModelServer[];
  readonly concertId: string;
  readonly performanceId: string;
  readonly seatIds: readonly string[];

  private constructor(
    { world, clock }: Pick<ConcertFixture, 'world' | 'clock'>,
    users: Users,
    created: Pick<ConcertFixture, 'concertId' | 'performanceId' | 'seatIds'>,
  ) {
    this.world = world;
    this.clock = clock;
    this.operator = users.operator;
    this.callers = users.callers;
    this.servers = Array.from({ length: SERVERS }, () => startServer(world));
    this.concertId = created.concertId;
    this.performanceId = created.performanceId;
    this.seatIds = created.seatIds;
  }

  static async create(
    world: World,
    users: Users,
    { settings, publicSource }: RunPlan,
  ): Promise<ConcertFixture> {
    const clock = new RunClock(world);
    const drawSource = publicSource ? PUBLIC_SOURCE : null;
    const queue = { ...inputOf(settings, clock.date), drawSource };
    const sections = [{ name: 'S', rows: 3, seatsPerRow: 10, price: 1_000 }];
    const created = await world.concertWithSeats({ queue, holdLimit: 100 }, { sections });
    return new ConcertFixture({ world, clock }, users, created);
  }

  /** Milliseconds since 1970. */
  get now(): number {
    return this.clock.now;
  }

  server(index: number): ModelServer {
    const server = this.servers[index];
    if (!server) throw new Error(`there is no server ${index}`);
    return server;
  }

  caller(user: number): Caller {
    const caller = this.callers[user];
    if (!caller) throw new Error(`there is no user ${user}`);
    return caller;
  }

  restartServer(index: number): void {
    this.servers[index] = startServer(this.world);
  }

  entryIdOf = ({ token }: QueueTicket): string =>
    withToken(this.server(0), this.caller(0), token).claims.entryId;

  /**
   * Changes the settings, and returns what the model has to change. Nothing else happens in the same
   * millisecond: the check of the rows could not tell which limits an admission was made under.
   */
  async configure(settings: QueueSettings): Promise<Partial<QueueLimits>> {
    this.clock.advanceOneMillisecond();
    const input = inputOf(settings, this.clock.date);
    const { services } = this.server(0);
    await services.admin.configureQueue(this.operator, { concertId: this.concertId, ...input });
    this.clock.advanceOneMillisecond();
    return limitsOf(input);
  }

  /** Moves the close of the sale; null: never. All servers have read it. */
  async moveClose(closesAt: number | null): Promise<void> {
    await this.world.pool.query('update concert set sales_close_at = $2 where id = $1', [
      this.concertId,
      closesAt === null ? null : new Date(closesAt),
    ]);
    for (const { ctx } of this.servers) await ctx.queue.replicas.readLatest(ctx);
  }
}

type QueueInput = Omit<ConfigureQueueInput, 'concertId'>;

const inputOf = ({ opensIn, ...settings }: QueueSettings, now: Date): QueueInput => ({
  ...settings,
  ...(opensIn === undefined
    ? {}
    : { opensAt: opensIn === null ? null : new Date(now.getTime() + opensIn * 1000) }),
});

const limitsOf = ({ opensAt, ...input }: QueueInput): Partial<QueueLimits> => ({
  ...(input as Partial<QueueLimits>),
  ...(opensAt === undefined ? {} : { opensAt: opensAt?.getTime() ?? null }),
});

const NOTHING_SET = { paused: false, closed: false, opensAt: null, closesAt: null };

export const initialLimits = ({ settings }: RunPlan, now: Date): QueueLimits => {
  const defaults = { maxActive: 1, admitPerMinute: 1, activeSeconds: 100, claimSeconds: 20 };
  const given = limitsOf(inputOf(settings, now));
  return { ...defaults, ...NOTHING_SET, ...given };
};
