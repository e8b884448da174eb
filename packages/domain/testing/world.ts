import type { CreateConcertInput, CreatePerformanceInput } from '@frontrow/contract/admin';
import type { QueueTicket } from '@frontrow/contract/queue';
import type { Role, UserView } from '@frontrow/contract/session';
import { createOrm } from '@frontrow/database/orm';
import { cloneDatabase } from '@frontrow/database/testing/database';
import type { Pool } from 'pg';
import { bindServices } from '../src/bind-services.ts';
import type { Caller, DomainContext, DomainSettings } from '../src/kernel/context.ts';
import { createContext } from '../src/kernel/create-context.ts';
import { silentLogger } from '../src/kernel/logger.ts';
import { admit } from '../src/queue/draw.ts';
import type { Guest, Services } from '../src/services.ts';

export const START = new Date('2030-05-01T10:00:00.000Z');
export const TEST_KEYS = [{ kid: 'test', secret: 'a-secret-of-the-tests' }];
const SETTINGS: DomainSettings = {
  currency: 'KRW',
  holdSeconds: 300,
  maxCharge: 10_000_000,
  maxBalance: 100_000_000,
  topUp: 'open',
  pollsPerSecond: 2_000,
};

/** A world of its own: a database, a clock that only tests move, and short ways to fill it. */
export class World {
  now = START;
  readonly ctx: DomainContext;
  readonly services: Services;
  readonly url: string;
  readonly pool: Pool;
  readonly #close: () => Promise<void>;

  constructor(base: DomainContext & { pool: Pool }, url: string, close: () => Promise<void>) {
    const clock = { get: () => this.now, enumerable: true };
    this.ctx = Object.defineProperty({ ...base }, 'now', clock);
    this.services = bindServices(this.ctx);
    this.pool = base.pool;
    this.url = url;
    this.#close = close;
  }

  close = (): Promise<void> => this.#close();

  /** Moves the clock on. */
  pass(seconds: number): void {
    this.now = new Date(this.now.getTime() + seconds * 1000);
  }

  /** The same world with other settings. */
  with(settings: Partial<DomainSettings>, rest: Partial<DomainContext> = {}): DomainContext {
    const clock = { get: () => this.now, enumerable: true };
    const ctx = { ...this.ctx, settings: { ...this.ctx.settings, ...settings }, ...rest };
    return Object.defineProperty(ctx, 'now', clock);
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
    const defaults = { concertId, startsAt, timezone: 'Asia/Seoul', sections };
    const created = await this.services.admin.createPerformance(operator, {
      ...defaults,
      ...input,
    });
    return created.performanceId;
  }

  /** Joins the queue as a user of that name. */
  async join(name: string, concertId: string): Promise<{ guest: Guest; ticket: QueueTicket }> {
    const caller = await this.caller(name);
    const ticket = await this.services.queue.join(caller, { concertId });
    const claims = this.services.queue.open(ticket.token);
    if (!claims) throw new Error('the token does not open');
    return { guest: { caller, claims }, ticket };
  }

  guest = async (name: string, concertId: string): Promise<Guest> =>
    (await this.join(name, concertId)).guest;

  admit = (concertId: string): Promise<number> => admit(this.ctx, concertId);

  async seatIds(performanceId: string): Promise<string[]> {
    const { rows } = await this.pool.query<{ id: string }>(
      'select id from seat where performance_id = $1 order by label',
      [performanceId],
    );
    return rows.map(({ id }) => id);
  }

  /** A concert with one performance, and its seats. */
  async house(
    concert: Partial<CreateConcertInput> = {},
    performance: Partial<CreatePerformanceInput> = {},
  ) {
    const concertId = await this.concert(concert);
    const performanceId = await this.performance(concertId, performance);
    return { concertId, performanceId, seatIds: await this.seatIds(performanceId) };
  }

  charge = (caller: Caller, amount: number) => this.services.balance.charge(caller, { amount });
}

/** @param poolSize most connections, for tests that call in parallel */
export async function createWorld(
  settings: Partial<DomainSettings> = {},
  poolSize = 20,
): Promise<World> {
  const database = await cloneDatabase();
  const orm = createOrm({ url: database.url, poolSize, applicationName: 'frontrow-test' });
  const base = await createContext({
    orm,
    settings: { ...SETTINGS, ...settings },
    queueKeys: TEST_KEYS,
    ticketKeys: TEST_KEYS,
    log: silentLogger,
  });
  const { pool } = base;
  if (!pool) throw new Error('a new context has a pool');
  return new World({ ...base, pool }, database.url, async () => {
    await orm.close(true);
    await database.drop();
  });
}

/** The refusal that a call ends with: its code and details. Fails when the call succeeds. */
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
