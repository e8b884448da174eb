import { bindServices } from '@frontrow/domain/bind-services';
import type { Caller, DomainContext } from '@frontrow/domain/kernel/context';
import type { Guest, Services } from '@frontrow/domain/services';
import type { World } from '@frontrow/domain/testing/world';

/** A server without its HTTP: what it has in memory is its own, the database is everybody's. */
export interface Server {
  ctx: DomainContext;
  services: Services;
}

export function startServer(world: World): Server {
  const ctx = world.with({}, { state: new Map() });
  return { ctx, services: bindServices(ctx) };
}

export const guestOf = ({ services }: Server, caller: Caller, token: string): Guest => {
  const claims = services.queue.open(token);
  if (!claims) throw new Error('the token does not open');
  return { caller, claims };
};

export interface Refused {
  code: string;
  position: number | null;
}

/** What a call came to: its answer, or the refusal of the contract. Faults are thrown. */
export async function outcomeOf<Answer>(call: Promise<Answer>): Promise<Answer | Refused> {
  try {
    return await call;
  } catch (error) {
    const { code, details } = error as { code?: unknown; details?: Record<string, unknown> };
    if (typeof code !== 'string' || !details) throw error;
    return { code, position: typeof details.position === 'number' ? details.position : null };
  }
}

export const isRefused = (outcome: object): outcome is Refused => 'code' in outcome;
