import type { MikroORM } from '@mikro-orm/postgresql';
import { v7 } from 'uuid';
import { type Clock, DatabaseClock } from './kernel/clock.ts';
import type { DomainContext, DomainSettings } from './kernel/context.ts';
import { sqlOn } from './kernel/database/connection.ts';
import { ignoringIdleErrors, reservedPool } from './kernel/database/reserved-pool.ts';
import { keyRing, type SigningKey } from './kernel/key-ring.ts';
import type { Logger } from './kernel/logger.ts';
import type { PaymentProvider } from './kernel/payment-provider.ts';
import { createQueueMemory, type QueueContext } from './queue/queue-context.ts';
import { createSeatingMemory } from './seating/seating-context.ts';

/** Less than clients wait for an answer. */
const PROVIDER_SECONDS = 10;

export interface ContextOptions {
  orm: MikroORM;
  settings: DomainSettings;
  queueKeys: readonly SigningKey[];
  ticketKeys: readonly SigningKey[];
  log: Logger;
  /** The payment provider; none unless given. */
  provider?: PaymentProvider | undefined;
  /** Told of each call to the payment provider. */
  onProviderCall?: DomainContext['onProviderCall'] | undefined;
  /** The database's clock unless given; tests give a virtual one. */
  clock?: Clock | undefined;
}

/** Creates the context of one process, on the ORM's connection pool. */
export async function createContext(options: ContextOptions): Promise<QueueContext> {
  const { orm, settings, log, clock = new DatabaseClock() } = options;
  const pool = ignoringIdleErrors(await orm.em.getConnection().getNativeClient());
  return {
    sql: sqlOn(pool),
    pool,
    afterTransaction: (run) => run(),
    em: orm.em,
    clock,
    now: () => clock.statementTime(),
    newId: () => v7(),
    log,
    settings,
    queueKeys: keyRing('queue-token', options.queueKeys),
    ticketKeys: keyRing('ticket', options.ticketKeys),
    provider: options.provider ?? null,
    providerSeconds: PROVIDER_SECONDS,
    onProviderCall: options.onProviderCall ?? (() => {}),
    concertOfPerformance: new Map(),
    catalogue: { changes: 0 },
    seating: createSeatingMemory(),
    queue: createQueueMemory(),
  };
}

export interface ReservedContext {
  ctx: QueueContext;
  close(): Promise<void>;
}

/** The same context on a connection pool of its own, for work that must go on while calls use up the other. */
export function reserveConnections(
  ctx: QueueContext,
  { url, connections }: { url: string; connections: number },
): ReservedContext {
  const pool = reservedPool({ url, connections, service: 'queues', log: ctx.log });
  return { ctx: { ...ctx, sql: sqlOn(pool), pool }, close: () => pool.end() };
}
