import { reserveConnections } from '@frontrow/domain/create-context';
import type { Clock } from '@frontrow/domain/kernel/clock';
import type { DomainContext } from '@frontrow/domain/kernel/context';
import type { Logger } from '@frontrow/domain/kernel/logger';
import type { QueueContext } from '@frontrow/domain/queue/queue-context';
import { type Connected, connect } from '@frontrow/process/connect';
import { providerOf } from '@frontrow/process/provider';
import type { Settings } from '@frontrow/settings/settings';

const POOL_SIZE = 20;
/** For the loops that follow the queues: a burst of holds must not delay them. */
const RESERVED = 4;

export interface ServerConnections extends Connected {
  /** The same context on connections of its own, for the loops. */
  loopCtx: QueueContext;
}

export interface ServerConnectionOptions {
  log: Logger;
  clock: Clock | undefined;
  onProviderCall: DomainContext['onProviderCall'];
}

export async function connectServer(
  settings: Settings,
  options: ServerConnectionOptions,
): Promise<ServerConnections> {
  const connected = await connect(settings, {
    ...options,
    service: 'server',
    connections: POOL_SIZE,
    declares: true,
    provider: await providerOf(settings, options.log),
  });
  const { ctx, databaseUrl: url } = connected;
  const reserved = reserveConnections(ctx, { url, connections: RESERVED });
  ctx.queue.replicas.readWith(reserved.ctx);
  return {
    ...connected,
    loopCtx: reserved.ctx,
    async close() {
      await Promise.all([connected.close(), reserved.close()]);
    },
  };
}
