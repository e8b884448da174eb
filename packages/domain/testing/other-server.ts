import { createOrm } from '@frontrow/database/orm';
import { createContext } from '../src/create-context.ts';
import { inTransaction } from '../src/kernel/database/transaction.ts';
import { silentLogger } from '../src/kernel/logger.ts';
import type { QueueContext } from '../src/queue/queue-context.ts';
import { bindServices, type Services } from '../src/services.ts';
import { TEST_KEYS, type World } from './world.ts';

/** Another server over the database and the clock of a world. */
export interface OtherServer {
  ctx: QueueContext;
  services: Services;
  close(): Promise<void>;
}

/** In milliseconds. A test may keep a transaction open for as long as a slow machine takes. */
const PATIENT = { lock: 60_000, statement: 60_000, idle: 60_000, transaction: 60_000 };

/** Opens a server with connections of its own, whose transactions may stay open for a minute. */
export async function openServer(world: World, poolSize = 20): Promise<OtherServer> {
  const orm = createOrm({ url: world.url, connectSeconds: 60, poolSize, limits: PATIENT });
  const ctx = await createContext({
    ...{ orm, settings: world.ctx.settings, clock: world.clock },
    ...{ queueKeys: TEST_KEYS, ticketKeys: TEST_KEYS, log: silentLogger },
  });
  return { ctx, services: bindServices(ctx), close: () => orm.close(true) };
}

/** A call that has done its work in a transaction that is still open. */
export interface OpenCall {
  commit(): Promise<void>;
  rollBack(): Promise<void>;
}

/** Makes a call on a server and keeps its transaction open. Resolves once the call has done its work. */
export async function keepOpen(
  { ctx }: OtherServer,
  call: (services: Services) => Promise<unknown>,
): Promise<OpenCall> {
  const called = Promise.withResolvers<void>();
  const end = Promise.withResolvers<void>();
  const aborted = new Error('rolled back');
  const done = inTransaction(ctx, async (tx) => {
    await call(bindServices(tx));
    called.resolve();
    await end.promise;
  }).catch((error: unknown) => {
    if (error !== aborted) throw error;
  });
  done.catch(called.reject);
  await called.promise;
  return {
    commit() {
      end.resolve();
      return done;
    },
    rollBack() {
      end.reject(aborted);
      return done;
    },
  };
}
