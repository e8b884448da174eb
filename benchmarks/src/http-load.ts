import { createHmac } from 'node:crypto';
import { Agent, get } from 'node:http';
import { buffer } from 'node:stream/consumers';

const base64url = (value: string | Buffer) => Buffer.from(value).toString('base64url');

/** A bearer token of that user, which is valid for an hour. */
export function bearerOf(userId: string, secret: string, role = 'customer'): string {
  const seconds = Math.floor(Date.now() / 1000);
  const header = base64url(JSON.stringify({ alg: 'HS256' }));
  const claims = { sub: userId, role, iat: seconds, exp: seconds + 3_600 };
  const payload = base64url(JSON.stringify(claims));
  const signed = `${header}.${payload}`;
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
}

/** The address of a query with this input, alone in its request. */
export const queryOf = (procedure: string, input: object): string =>
  `/trpc/${procedure}?input=${encodeURIComponent(JSON.stringify({ json: input }))}`;

const agent = new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY });

/** Reads an answer and does not decode it: the processor belongs to the server. @throws if it is an error */
export async function read(url: string, headers: Record<string, string>): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    get(url, { headers, agent }, async (response) => {
      const body = await buffer(response);
      if (response.statusCode === 200) resolve(body);
      else reject(new Error(`${response.statusCode}: ${body}`));
    }).on('error', reject);
  });
}
