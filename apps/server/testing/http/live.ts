import type { AppRouter } from '@frontrow/api/root';
import { cloneDatabase, type TestDatabase } from '@frontrow/database/testing/database';
import { parseSettings } from '@frontrow/settings/settings';
import { createTRPCClient, httpLink } from '@trpc/client';
import { SignJWT } from 'jose';
import superjson from 'superjson';
import { type RunningServer, startServer } from '../../src/server.ts';
import type { Client } from './api.ts';
import { checkOutcomes } from './declared-outcomes.ts';
import { AUTH_SECRET, QUEUE_KEY, TICKET_SECRET } from './server-process.ts';

export interface Live {
  server: RunningServer;
  databaseUrl: string;
  /** Connects as the owner of the schema. */
  ownerUrl: string;
  /** The error lines in the log of the server. */
  faults: object[];
  client(headers?: Record<string, string>): Client;
  /** Signs in by name. Returns the headers of the user's calls. */
  signIn(name: string, role?: 'operator' | 'service'): Promise<Record<string, string>>;
  /** The headers with a bearer token of an external issuer for that subject, which expires after an hour unless said. */
  bearer(
    sub: string,
    role?: 'service' | 'customer' | 'operator',
    expiry?: string,
  ): Promise<Record<string, string>>;
  close(): Promise<void>;
}

/**
 * Starts the whole server in this process, over a database of its own and on the real clock. No worker
 * runs.
 *
 * @param prepare changes the database before the start. Returns the URL to connect by
 */
export async function startLive(
  env: Record<string, string> = {},
  prepare: (database: TestDatabase) => Promise<string> = async ({ url }) => url,
): Promise<Live> {
  const database = await cloneDatabase();
  const settings = parseSettings({
    PORT: '0',
    DATABASE_URL: await prepare(database),
    AUTH_SECRET,
    QUEUE_SECRET: `${QUEUE_KEY.kid}:${QUEUE_KEY.secret}`,
    TICKET_SECRET,
    RATE_LIMIT: 'off',
    ...env,
  });
  const outcomes = checkOutcomes();
  const server = await startServer(settings, outcomes.log);
  const client = (headers: Record<string, string> = {}): Client =>
    createTRPCClient<AppRouter>({
      links: [httpLink({ url: `${server.url}/trpc`, transformer: superjson, headers })],
    });
  return {
    server,
    databaseUrl: database.url,
    ownerUrl: database.ownerUrl,
    faults: outcomes.faults,
    client,
    async signIn(name, role) {
      const { accessToken } = await client().session.devSignIn.mutate({ name, role });
      return { authorization: `Bearer ${accessToken}` };
    },
    async bearer(sub, role, expiry = '1 hour') {
      const token = await new SignJWT({ sub, ...(role ? { role } : {}) })
        .setProtectedHeader({ alg: 'HS256' })
        .setIssuedAt()
        .setExpirationTime(expiry)
        .sign(new TextEncoder().encode(settings.AUTH_SECRET));
      return { authorization: `Bearer ${token}` };
    },
    async close() {
      await server.stop();
      await database.drop();
      outcomes.expectDeclared();
    },
  };
}
