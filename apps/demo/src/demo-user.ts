import type { AppRouter } from '@frontrow/api/root';
import { HEADERS } from '@frontrow/contract/headers';
import type { TicketView } from '@frontrow/contract/queue';
import type { Role, UserView } from '@frontrow/contract/session';
import { createTRPCClient, httpLink, type TRPCClient } from '@trpc/client';
import superjson from 'superjson';

export type Client = TRPCClient<AppRouter>;

/** Somebody who is signed in, with the queue token of their last join. */
export interface Person {
  user: UserView;
  /** Sends the queue token, once there is one. */
  api: Client;
  token: string | null;
  /** The same person with another queue token, or none. */
  withToken(token: string | null): Client;
  enter(concertId: string): Promise<TicketView>;
}

const ANSWER_MILLISECONDS = 10_000;

/** A program that hangs is an outcome too. */
const fetchInTime: typeof fetch = (input, init) =>
  fetch(input, { ...init, signal: AbortSignal.timeout(ANSWER_MILLISECONDS) });

const client = (url: string, headers: () => Record<string, string>): Client =>
  createTRPCClient<AppRouter>({
    links: [httpLink({ url: `${url}/trpc`, transformer: superjson, headers, fetch: fetchInTime })],
  });

/** Signs in by name alone, as development allows; a new name makes a new user. */
export async function signIn(url: string, name: string, role: Role = 'customer'): Promise<Person> {
  const { accessToken, user } = await client(url, () => ({})).session.devSignIn.mutate({
    name,
    role,
  });
  const headers = (token: string | null) => ({
    [HEADERS.authorization]: `Bearer ${accessToken}`,
    ...(token ? { [HEADERS.queueToken]: token } : {}),
  });
  const person: Person = {
    user,
    token: null,
    api: client(url, () => headers(person.token)),
    withToken: (token) => client(url, () => headers(token)),
    async enter(concertId) {
      const ticket = await person.api.queue.join.mutate({ concertId });
      person.token = ticket.token;
      return ticket;
    },
  };
  return person;
}
