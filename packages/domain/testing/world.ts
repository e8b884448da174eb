import type { CreatePerformanceInput } from '@frontrow/contract/catalog/performances';
import type { CreateConcertInput } from '@frontrow/contract/concert';
import type { QueueSettingsInput, QueueTicket } from '@frontrow/contract/queue';
import type { Role, UserView } from '@frontrow/contract/session';
import { createOrm, type OrmOptions } from '@frontrow/database/orm';
import { cloneDatabase } from '@frontrow/database/testing/database';
import { Pool } from 'pg';
import { createContext } from '../src/create-context.ts';
import { DatabaseClock } from '../src/kernel/clock.ts';
import type { Caller, DomainSettings } from '../src/kernel/context.ts';
import { silentLogger } from '../src/kernel/logger.ts';
import { admitOnce } from '../src/queue/admission/admit.ts';
import { advanceDraw } from '../src/queue/draw/advance-draws.ts';
import { createQueueMemory, type QueueContext } from '../src/queue/queue-context.ts';
import type { QueueCaller } from '../src/queue/token/queue-caller.ts';
import { createSeatingMemory } from '../src/seating/seating-context.ts';
import { bindServices, type Services } from '../src/services.ts';
import { poll } from './token-holder.ts';
import { VirtualClock } from './virtual-clock.ts';

export const START = new Date('2030-05-01T10:00:00.000Z');
export const TEST_KEYS = [{ kid: 'test', secret: 'a-secret-of-the-tests' }];
export const SETTINGS: DomainSettings = {
  currency: 'KRW',
  holdSeconds: 300,
  maxCharge: 10_000_000,
  maxBalance: 100_000_000,
  minCharge: 1,
  topUp: 'open',
  topUpSeconds: 1_800,
  topUpReturnUrl: null,
  returnOrigins: [],
  paymentGraceSeconds: 300,
  pollsPerSecond: 2_000,
  watchesPerUser: 8,
};

/** A user who has joined a queue. */
export interface Joined {
  queueCaller: QueueCaller;
  ticket: QueueTicket;
}

/** Longer than the visibility delay of 450 ms: all servers show a change that is this old. */
const VISIBLE_SECONDS = 0.5;

/** The fixture of the tests: a database of its own, a virtual clock, and short ways to fill the database. */
export class World {
  readonly ctx: QueueContext;
  readonly services: Services;
  /** As the role of servers and workers, like `pool`. */
  readonly url: string;
  readonly pool: Pool;
  /** Connects as the owner of the schema, for what the product itself may not do. */
  readonly ownerPool: Pool;
  readonly ownerUrl: string;
  readonly clock: VirtualClock;
  readonly #close: () => Promise<void>;

  constructor(
    ctx: QueueContext & { pool: Pool; clock: VirtualClock },
    { url, ownerUrl, ownerPool }: { url: string; ownerUrl: string; ownerPool: Pool },
    close: () => Promise<void>,
  ) {
    this.ctx = ctx;
    this.clock = ctx.clock;
    this.services = bindServices(ctx);
    this.pool = ctx.pool;
    this.ownerPool = ownerPool;
    this.ownerUrl = ownerUrl;
    this.url = url;
    this.#close = close;
  }

  close = (): Promise<void> => this.#close();

  get now(): Date {
    return this.clock.statementTime();
  }

  set now(time: Date) {
    this.clock.set(time);
  }

  advanceClock(seconds: number): void {
    this.clock.advance(seconds);
  }

  /** The same database and clock with other settings. */
  with(settings: Partial<DomainSettings>, rest: Partial<QueueContext> = {}): QueueContext {
    return { ...this.ctx, settings: { ...this.ctx.settings, ...settings }, ...rest };
  }

  /** Another server: the same database and clock, its own replicas and caches. */
  server(): { ctx: QueueContext; services: Services } {
    const memory = { queue: createQueueMemory(), seating: createSeatingMemory() };
    const ctx = this.with(
      {},
      { ...memory, concertOfPerformance: new Map(), catalogue: { changes: 0 } },
    );
    return { ctx, services: bindServices(ctx) };
  }

  /** Another server that runs in real time, on the database's clock. */
  realTimeServer(): { ctx: QueueContext; services: Services } {
    const clock = new DatabaseClock();
    const { ctx } = this.server();
    const real = { ...ctx, clock, now: () => clock.statementTime() };
    return { ctx: real, services: bindServices(real) };
  }

  user = (name: string, role: Role = 'customer'): Promise<UserView> =>
    this.services.session.devSignIn({ name, role });

  async caller(name: string, role: Role = 'customer'): Promise<Caller> {
    return { userId: (await this.user(name, role)).id, service: role === 'service' };
  }

  async concert(input: Partial<CreateConcertInput> = {}): Promise<string> {
    const operator = await this.caller('operator', 'operator');
    const defaults = { title: 'T', artist: 'A', venue: 'V', description: '', holdLimit: 4 };
    return (await this.services.admin.createConcert(operator, { ...defaults, ...input })).id;
  }

  async performance(
    concertId: string,
    input: Partial<CreatePerformanceInput> = {},
  ): Promise<string> {
    const operator = await this.caller('operator', 'operator');
    const startsAt = new Date(START.getTime() + 30 * 86_400_000);
    const sections = [{ name: 'S', rows: 2, seatsPerRow: 5, price: 50_000 }];
    const plain = input.chartId === undefined ? { sections } : {};
    const defaults = {
      ...{ concertId, startsAt, timezone: 'Asia/Seoul', orphanRule: 'off' as const },
      ...plain,
    };
    const isPast = input.startsAt !== undefined && input.startsAt <= this.now;
    const { performanceId } = await this.services.admin.createPerformance(operator, {
      ...defaults,
      ...input,
      ...(isPast ? { startsAt } : {}),
    });
    // No call creates a performance in the past; it becomes past by the passage of time.
    const becomesPast = 'update performance set starts_at = $2 where id = $1';
    if (isPast) await this.pool.query(becomesPast, [performanceId, input.startsAt]);
    return performanceId;
  }

  /** Joins the queue as a user of that name, who is created if there is none. */
  async join(name: string, concertId: string): Promise<Joined> {
    const caller = await this.caller(name);
    const ticket = await this.services.queue.join(caller, { concertId });
    const claims = this.services.queue.verifyToken(ticket.token);
    if (!claims) throw new Error('the token does not open');
    return { queueCaller: { caller, claims }, ticket };
  }

  queueCaller = async (name: string, concertId: string): Promise<QueueCaller> =>
    (await this.join(name, concertId)).queueCaller;

  /** Joins this many users one after the other. They are named by the prefix and a number from 0. */
  async joinMany(prefix: string, count: number, concertId: string): Promise<Joined[]> {
    const joined: Joined[] = [];
    for (let n = 0; n < count; n++) joined.push(await this.join(`${prefix} ${n}`, concertId));
    return joined;
  }

  /** Claims and polls. Returns the position of a waiting entry, else the status, or the refusal's code. */
  stateOf = async ({ queueCaller: { claims } }: Joined): Promise<string | number | null> => {
    try {
      await this.services.queue.claim(claims);
      const { status, position } = await poll(this.services, claims);
      return status === 'WAITING' ? position : status;
    } catch (error) {
      return (error as { code: string }).code;
    }
  };

  configureQueue = async (concertId: string, settings: QueueSettingsInput) =>
    this.services.admin.configureQueue(await this.caller('operator', 'operator'), {
      concertId,
      ...settings,
    });

  /**
   * Advances the draws of a concert, admits all entries that the limits allow, and moves the clock until all
   * servers show it. Returns how many were admitted.
   */
  async admit(concertId: string): Promise<number> {
    const admitted = await admitAll(this.ctx, concertId);
    this.advanceClock(VISIBLE_SECONDS);
    return admitted;
  }

  async seatIds(performanceId: string): Promise<string[]> {
    const { rows } = await this.pool.query<{ id: string }>(
      'select id from seat where performance_id = $1 order by label',
      [performanceId],
    );
    return rows.map(({ id }) => id);
  }

  /** A concert with one performance, and its seats. */
  async concertWithSeats(
    concert: Partial<CreateConcertInput> = {},
    performance: Partial<CreatePerformanceInput> = {},
  ) {
    const concertId = await this.concert(concert);
    const performanceId = await this.performance(concertId, performance);
    return { concertId, performanceId, seatIds: await this.seatIds(performanceId) };
  }

  charge = (caller: Caller, amount: number) => this.services.balance.charge(caller, { amount });
}

/** Admits all entries that the limits allow, as the servers' loops do. Returns how many. */
export async function admitAll(ctx: QueueContext, concertId: string): Promise<number> {
  let admitted = 0;
  for (;;) {
    let more = false;
    for (const step of [admitOnce, advanceDraw]) {
      const round = await step(ctx, concertId);
      admitted += round?.admitted ?? 0;
      more ||= round?.more === true;
    }
    if (!more) return admitted;
  }
}

/** How a world connects to its database. */
export interface WorldConnections
  extends Pick<OrmOptions, 'connectSeconds' | 'querySeconds' | 'limits'> {
  /** Puts something between the calls and the database. Gets its URL and returns the one to connect to. */
  through?: (url: string) => Promise<string>;
}

/** @param poolSize the most connections; more for tests with many parallel calls */
export async function createWorld(
  settings: Partial<DomainSettings> = {},
  poolSize = 20,
  { through, ...times }: WorldConnections = {},
): Promise<World> {
  const database = await cloneDatabase();
  const orm = createOrm({
    url: (await through?.(database.url)) ?? database.url,
    connectSeconds: 60,
    poolSize,
    applicationName: 'frontrow-test',
    ...times,
  });
  const clock = new VirtualClock(START);
  const ctx = await createContext({
    orm,
    settings: { ...SETTINGS, ...settings },
    queueKeys: TEST_KEYS,
    ticketKeys: TEST_KEYS,
    log: silentLogger,
    clock,
  });
  const { pool } = ctx;
  if (!pool) throw new Error('the context has no connection pool');
  clock.isIdle = () => pool.idleCount === pool.totalCount && pool.waitingCount === 0;
  const ownerPool = new Pool({ connectionString: database.ownerUrl, max: 2 });
  // Dropping the database closes its connections.
  ownerPool.on('error', () => {});
  const { url, ownerUrl } = database;
  return new World({ ...ctx, pool, clock }, { url, ownerUrl, ownerPool }, async () => {
    await orm.close(true);
    await ownerPool.end();
    await database.drop();
  });
}

/** The code and details of the error that a call is refused with. Throws if the call succeeds. */
export async function refusalOf(
  call: Promise<unknown>,
): Promise<{ code: string; details: Record<string, unknown> }> {
  try {
    await call;
  } catch (error) {
    const { code, details } = error as { code: string; details: Record<string, unknown> };
    if (details) return { code, details };
    throw error;
  }
  throw new Error('the call was not refused');
}
