import type { ConfigureQueueInput } from '@frontrow/contract/admin';
import type { QueueTicket } from '@frontrow/contract/queue';
import type { Caller } from '@frontrow/domain/kernel/context';
import type { World } from '@frontrow/domain/testing/world';
import type { Limits } from './model-queue.ts';
import { guestOf, type Server, startServer } from './model-servers.ts';
import { type Run, SERVERS, type Settings, USERS } from './model-steps.ts';

/** Seconds that a hold lasts in the world of the model. */
export const HOLD_SECONDS = 50;

/** Who takes part in every run. */
export interface Cast {
  world: World;
  operator: Caller;
  callers: Caller[];
}

export async function castOf(world: World): Promise<Cast> {
  const callers: Caller[] = [];
  for (let user = 0; user < USERS; user++) callers.push(await world.caller(`visitor ${user}`));
  return { world, operator: await world.caller('operator', 'operator'), callers };
}

/** One run's concert, and the servers that know nothing of it yet. */
export class House {
  readonly world: World;
  readonly operator: Caller;
  readonly callers: readonly Caller[];
  readonly servers: Server[];
  readonly concertId: string;
  readonly performanceId: string;
  readonly seatIds: readonly string[];

  private constructor(cast: Cast, made: Pick<House, 'concertId' | 'performanceId' | 'seatIds'>) {
    this.world = cast.world;
    this.operator = cast.operator;
    this.callers = cast.callers;
    this.servers = Array.from({ length: SERVERS }, () => startServer(cast.world));
    this.concertId = made.concertId;
    this.performanceId = made.performanceId;
    this.seatIds = made.seatIds;
  }

  static async open(cast: Cast, { settings, source }: Run): Promise<House> {
    const { world } = cast;
    const queue = { ...inputOf(settings, world.now), drawSource: source ? 'a beacon' : null };
    const sections = [{ name: 'S', rows: 3, seatsPerRow: 10, price: 1_000 }];
    return new House(cast, await world.house({ queue, holdLimit: 100 }, { sections }));
  }

  get now(): number {
    return this.world.now.getTime();
  }

  server(index: number): Server {
    const server = this.servers[index];
    if (!server) throw new Error(`there is no server ${index}`);
    return server;
  }

  caller(user: number): Caller {
    const caller = this.callers[user];
    if (!caller) throw new Error(`there is no visitor ${user}`);
    return caller;
  }

  restart(index: number): void {
    this.servers[index] = startServer(this.world);
  }

  tokenIdOf = ({ token }: QueueTicket): string =>
    guestOf(this.server(0), this.caller(0), token).claims.tokenId;

  /** In a millisecond of its own: limits of two kinds at one time would look like one broken. */
  async configure(settings: Settings): Promise<Partial<Limits>> {
    this.world.pass(0.001);
    const input = inputOf(settings, this.world.now);
    const { services } = this.server(0);
    await services.admin.configureQueue(this.operator, { concertId: this.concertId, ...input });
    this.world.pass(0.001);
    return limitsOf(input);
  }
}

type Input = Omit<ConfigureQueueInput, 'concertId'>;

const inputOf = ({ opensIn, ...settings }: Settings, now: Date): Input => ({
  ...settings,
  ...(opensIn === undefined
    ? {}
    : { opensAt: opensIn === null ? null : new Date(now.getTime() + opensIn * 1000) }),
});

/** The same as the model has it. */
export const limitsOf = ({ opensAt, ...input }: Input): Partial<Limits> => ({
  ...(input as Partial<Limits>),
  ...(opensAt === undefined ? {} : { opensAt: opensAt?.getTime() ?? null }),
});

export const limitsAtStart = ({ settings }: Run, now: Date): Limits => {
  const basics = { maxActive: 1, admitPerMinute: 1, activeSeconds: 100, claimSeconds: 20 };
  const given = limitsOf(inputOf(settings, now));
  return { ...basics, paused: false, closed: false, opensAt: null, ...given };
};
