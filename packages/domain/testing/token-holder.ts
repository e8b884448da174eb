import type { QueueTicket } from '@frontrow/contract/queue';
import type { QueueCaller, TokenHolder } from '../src/queue/token/queue-caller.ts';
import type { QueueTokenClaims } from '../src/queue/token/queue-token.ts';
import type { Services } from '../src/services.ts';

/** The sender of a call who has signed in before. */
export const holderOf = (queueCaller: QueueCaller): TokenHolder => ({
  claims: queueCaller.claims,
  signIn: async () => queueCaller,
});

/** A poll of the user that the token was given to. */
export const poll = (services: Services, claims: QueueTokenClaims): Promise<QueueTicket> =>
  services.queue.poll(holderOf({ claims, caller: { userId: claims.userId, service: false } }));
