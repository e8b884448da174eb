import type { Actor, CredentialKind } from './credentials.ts';
import type { QueueTokenKind } from './queue-tokens.ts';
import type { Expectation, Outcome, Refusal } from './table.ts';

export interface Cell {
  credential: CredentialKind;
  token: QueueTokenKind;
}

/**
 * The refusal that the access of a procedure demands, or null for a call that comes through. The bearer
 * token comes first, then the user, the role, the queue token, and last what the token opens.
 */
export function refusalBy({ access }: Expectation, { credential, token }: Cell): Refusal | null {
  if (access === 'public') return null;
  const actor = credential.means;
  if (typeof actor === 'string') return actor;
  if (access === 'user') return null;
  if (access === 'entry' || access === 'pass') return refusalByToken(access, actor, token);
  return access.split(' or ').includes(actor.role) ? null : 'FORBIDDEN';
}

function refusalByToken(
  access: 'entry' | 'pass',
  actor: Actor,
  { state, holder, elsewhere }: QueueTokenKind,
): Refusal | null {
  if (state === 'missing') return 'QUEUE_TOKEN_REQUIRED';
  if (state === 'invalid' || holder !== actor.user) return 'QUEUE_TOKEN_INVALID';
  if (state === 'closed') return 'QUEUE_CLOSED';
  if (state === 'purged') return 'QUEUE_TOKEN_EXPIRED (null)';
  if (state !== 'waiting' && state !== 'active') return `QUEUE_TOKEN_EXPIRED (${state})`;
  if (access === 'entry') return null;
  if (state === 'waiting') return 'QUEUE_WAITING';
  return elsewhere ? 'QUEUE_TOKEN_INVALID' : null;
}

/** The outcomes that a call which comes through may have: the first such call, and those after it. */
export function outcomesOf(expectation: Expectation, { credential }: Cell): [Outcome, Outcome] {
  const { opens = 'ok', access, others } = expectation;
  const isOwner = typeof credential.means === 'string' || credential.means.user === 'owner';
  if (access === 'user' && !isOwner && others) return [others, others];
  return [opens, expectation.again ?? opens];
}
