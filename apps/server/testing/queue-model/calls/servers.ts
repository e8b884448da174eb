import type { Caller } from '@frontrow/domain/kernel/context';
import type { QueueContext } from '@frontrow/domain/queue/queue-context';
import type { QueueCaller } from '@frontrow/domain/queue/token/queue-caller';
import type { Services } from '@frontrow/domain/services';
import { bindServices } from '@frontrow/domain/services';
import type { World } from '@frontrow/domain/testing/world';
import type { Refusal } from '../model/predictions.ts';

/** A server without HTTP. Its in-memory state is its own; all servers share the database. */
export interface ModelServer {
  ctx: QueueContext;
  services: Services;
}

export function startServer(world: World): ModelServer {
  const ctx = world.server().ctx;
  return { ctx, services: bindServices(ctx) };
}

/** The caller together with the claims of the queue token. */
export const withToken = (
  { services }: ModelServer,
  caller: Caller,
  token: string,
): QueueCaller => {
  const claims = services.queue.verifyToken(token);
  if (!claims) throw new Error('the queue token is not valid');
  return { caller, claims };
};

/** The answer of a call, or its refusal. Any other error is thrown. */
export async function outcomeOf<Answer>(call: Promise<Answer>): Promise<Answer | Refusal> {
  try {
    return await call;
  } catch (error) {
    const { code, details } = error as { code?: unknown; details?: Record<string, unknown> };
    if (typeof code !== 'string' || !details) throw error;
    return { code, position: typeof details.position === 'number' ? details.position : null };
  }
}
