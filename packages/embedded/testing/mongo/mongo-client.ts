import { randomBytes } from 'node:crypto';
import { MongoClient } from 'mongodb';
import { inject } from 'vitest';

export interface MongoTestDatabase {
  url: string;
  drop(): Promise<void>;
}

/** An empty database of one's own, on the server of the run; where there is none, it throws. */
export function mongoDatabase(): MongoTestDatabase {
  const server = inject('mongoUrl');
  if (server === null) throw new Error(`there is no MongoDB: ${inject('mongoAbsent')}`);
  const url = withDatabase(server, `test_${randomBytes(6).toString('hex')}`);
  return {
    url,
    drop: () =>
      onMongo(url, async (client) => {
        await client.db().dropDatabase();
      }),
  };
}

/** The URL with another database in it, and the user still looked up where he was. */
export function withDatabase(url: string, name: string): string {
  // Several hosts may stand in it, which no parser of ordinary URLs takes.
  const [, server = '', database, query] =
    /^(mongodb(?:\+srv)?:\/\/[^/?]+)\/?([^?]*)\??(.*)$/.exec(url) ?? [];
  const options = new URLSearchParams(query);
  if (server.includes('@') && !options.has('authSource')) {
    options.set('authSource', database || 'admin');
  }
  return `${server}/${name}?${options}`;
}

/** Acts on a connection of its own, to the database of the URL. */
export async function onMongo<Answer>(
  url: string,
  act: (client: MongoClient) => Promise<Answer>,
): Promise<Answer> {
  const client = new MongoClient(url, { serverSelectionTimeoutMS: 10_000 });
  try {
    return await act(client);
  } finally {
    await client.close();
  }
}
