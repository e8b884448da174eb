import { createOrm } from '@frontrow/database/orm';
import type { DomainContext } from '@frontrow/domain/kernel/context';
import { createContext, reserveConnections } from '@frontrow/domain/kernel/create-context';
import type { Logger } from '@frontrow/domain/kernel/logger';
import { roomsOf } from '@frontrow/domain/queue/rooms';
import { secretsFor } from '@frontrow/settings/secrets';
import type { Settings } from '@frontrow/settings/settings';

const POOL_SIZE = 20;
/** For following the lines and for admissions: a storm of holds must not hold up either. */
const RESERVED = 6;

/** The time that decides: null leaves it to the database's clock; only rehearsals give one. */
export type Clock = () => Date | null;

export interface Connected {
  ctx: DomainContext;
  /** The same on connections of its own, for the loops. */
  loopCtx: DomainContext;
  authSecret: string;
  close(): Promise<void>;
}

/** Opens the database, lazily: one that is down is met by the calls, and by /readyz. */
export async function connect(
  settings: Settings,
  log: Logger,
  clock: Clock = () => null,
): Promise<Connected> {
  const url = settings.DATABASE_URL;
  if (!url) throw new Error('DATABASE_URL is not set: `pnpm start` runs a Postgres of its own');
  const orm = createOrm({
    url,
    poolSize: POOL_SIZE,
    applicationName: 'frontrow-server',
    onWarning: (message) => log.warn({}, message),
  });
  const secrets = secretsFor(settings);
  const ctx = await createContext({
    orm,
    settings: {
      currency: settings.CURRENCY,
      holdSeconds: settings.HOLD_SECONDS,
      maxCharge: settings.MAX_CHARGE,
      maxBalance: settings.MAX_BALANCE,
      topUp: settings.TOPUP,
      pollsPerSecond: settings.POLLS_PER_SECOND,
    },
    queueKeys: secrets.queue,
    ticketKeys: secrets.ticket,
    log,
  });
  Object.defineProperty(ctx, 'now', { get: clock, enumerable: true });
  const reserved = reserveConnections(ctx, { url, connections: RESERVED });
  roomsOf(ctx).readBy(reserved.ctx);
  return {
    ctx,
    loopCtx: reserved.ctx,
    authSecret: secrets.auth,
    async close() {
      await Promise.all([orm.close(true), reserved.close()]);
    },
  };
}
