import type { MikroORM } from '@mikro-orm/postgresql';
import { Pool } from 'pg';
import { v7 } from 'uuid';
import type { DomainContext, DomainSettings } from './context.ts';
import { keyRing, type SigningKey } from './key-ring.ts';
import type { Logger } from './logger.ts';
import { sandboxProvider } from './payment-provider.ts';
import { sqlOn } from './sql.ts';

export interface ContextOptions {
  orm: MikroORM;
  settings: DomainSettings;
  queueKeys: readonly SigningKey[];
  ticketKeys: readonly SigningKey[];
  log: Logger;
}

/** The context of a process: the ORM and its own pool, the database's clock, ids by uuid v7. */
export async function createContext(options: ContextOptions): Promise<DomainContext> {
  const { orm, settings, log } = options;
  const pool = surviving(await orm.em.getConnection().getNativeClient());
  return {
    sql: sqlOn(pool),
    pool,
    em: orm.em,
    now: null,
    newId: () => v7(),
    log,
    settings,
    queueKeys: keyRing('queue-token', options.queueKeys),
    ticketKeys: keyRing('ticket', options.ticketKeys),
    provider: sandboxProvider,
    state: new Map(),
  };
}

/**
 * The database cuts a connection that was idle in a transaction for too long, as that of a process
 * which was frozen. Told between two statements, it would be a fault that nobody catches; the next
 * statement meets it all the same.
 */
function surviving(pool: Pool): Pool {
  pool.on('connect', (client) => client.on('error', () => {}));
  return pool;
}

export interface Reserved {
  ctx: DomainContext;
  close(): Promise<void>;
}

/** The same context on connections of its own, for what has to go on while all others are busy. */
export function reserveConnections(
  ctx: DomainContext,
  { url, connections }: { url: string; connections: number },
): Reserved {
  const pool = surviving(
    new Pool({
      connectionString: url,
      max: connections,
      application_name: 'frontrow-lines',
      connectionTimeoutMillis: 5_000,
      query_timeout: 20_000,
    }),
  );
  pool.on('error', (error) => ctx.log.warn({ err: error }, 'a reserved connection was dropped'));
  const reserved = { ...ctx, sql: sqlOn(pool), pool };
  Object.defineProperty(reserved, 'now', { get: () => ctx.now, enumerable: true });
  return { ctx: reserved, close: () => pool.end() };
}
