import type { AppRouter } from '@frontrow/api/root';
import { HEADERS } from '@frontrow/contract/headers';
import type { QueueTicket } from '@frontrow/contract/queue';
import type { Role, UserView } from '@frontrow/contract/session';
import { createTRPCClient, httpLink, type TRPCClient } from '@trpc/client';
import superjson from 'superjson';

export type Client = TRPCClient<AppRouter>;

/** A signed-in user with the queue token of the last join. */
export interface DemoUser {
  account: UserView;
  /** Client that sends the queue token, if there is one. */
  api: Client;
  token: string | null;
  /** Client of the same user with another queue token, or with none. */
  withToken(token: string | null): Client;
  /** Joins a queue and keeps its token. */
  join(concertId: string): Promise<QueueTicket>;
}

const ANSWER_MILLISECONDS = 10_000;

/** A server that hangs must fail the step. */
const fetchWithTimeout: typeof fetch = (input, init) =>
  fetch(input, { ...init, signal: AbortSignal.timeout(ANSWER_MILLISECONDS) });

const client = (url: string, headers: () => Record<string, string>): Client =>
  createTRPCClient<AppRouter>({
    links: [
      httpLink({ url: `${url}/trpc`, transformer: superjson, headers, fetch: fetchWithTimeout }),
    ],
  });

/** Signs in by name without a password, which only development allows. Creates the user if needed. */
export async function signIn(
  url: string,
  name: string,
  role: Role = 'customer',
): Promise<DemoUser> {
  const { accessToken, user } = await client(url, () => ({})).session.devSignIn.mutate({
    name,
    role,
  });
  const headers = (token: string | null) => ({
    [HEADERS.authorization]: `Bearer ${accessToken}`,
    ...(token ? { [HEADERS.queueToken]: token } : {}),
  });
  const demoUser: DemoUser = {
    account: user,
    token: null,
    api: client(url, () => headers(demoUser.token)),
    withToken: (token) => client(url, () => headers(token)),
    async join(concertId) {
      const ticket = await demoUser.api.queue.join.mutate({ concertId });
      demoUser.token = ticket.token;
      return ticket;
    },
  };
  return demoUser;
}
