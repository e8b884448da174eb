import { MongoClient } from 'mongodb';

/** Replaces the database in the URL; the user is still looked up in the database it belongs to. */
export function withDatabase(url: string, name: string): string {
  // `new URL` does not accept the several hosts that a MongoDB URL can have.
  const [, server = '', database, query] =
    /^(mongodb(?:\+srv)?:\/\/[^/?]+)\/?([^?]*)\??(.*)$/.exec(url) ?? [];
  const options = new URLSearchParams(query);
  if (server.includes('@') && !options.has('authSource')) {
    options.set('authSource', database || 'admin');
  }
  return `${server}/${name}?${options}`;
}

/** Runs a function with a new connection to the URL. */
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
