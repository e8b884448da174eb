import type { DomainContext } from '@frontrow/domain/kernel/context';
import { reserveConnections } from '@frontrow/domain/kernel/create-context';
import type { Logger } from '@frontrow/domain/kernel/logger';
import { roomsOf } from '@frontrow/domain/queue/rooms';
import { type Clock, type Connected, connect } from '@frontrow/process/connect';
import type { Settings } from '@frontrow/settings/settings';

const POOL_SIZE = 20;
/** For following the lines and for admissions: a storm of holds must not hold up either. */
const RESERVED = 6;

export interface ServerConnections extends Connected {
  /** The same context on connections of its own, for the loops. */
  loopCtx: DomainContext;
}

export async function connectServer(
  settings: Settings,
  log: Logger,
  clock?: Clock,
): Promise<ServerConnections> {
  const connected = await connect(settings, {
    service: 'server',
    connections: POOL_SIZE,
    log,
    clock,
  });
  const { ctx, databaseUrl: url } = connected;
  const reserved = reserveConnections(ctx, { url, connections: RESERVED });
  roomsOf(ctx).readBy(reserved.ctx);
  return {
    ...connected,
    loopCtx: reserved.ctx,
    async close() {
      await Promise.all([connected.close(), reserved.close()]);
    },
  };
}
