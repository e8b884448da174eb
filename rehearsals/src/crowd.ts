import { createHmac } from 'node:crypto';
import { AUTH_SECRET } from '@frontrow/server/testing/http/server-process';
import type { Client } from 'pg';

const OPERATOR = 0xffff_ffff;

/** The id of the nth of the crowd; the database makes the same ones. */
export const userId = (n: number): string =>
  `00000000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;

/** Which of the crowd that is. */
export const userNumber = (id: string): number => Number.parseInt(id.slice(-12), 16);

const base64url = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
const HEADER = base64url({ alg: 'HS256' });

/** A bearer token as an issuer makes it, good for longer than any rehearsal. */
export function bearerOf(n: number, role = 'customer'): string {
  const iat = Math.floor(Date.now() / 1000);
  const text = `${HEADER}.${base64url({ sub: userId(n), role, iat, exp: iat + 86_400 })}`;
  return `${text}.${createHmac('sha256', AUTH_SECRET).update(text).digest('base64url')}`;
}

export const operatorBearer = (): string => bearerOf(OPERATOR, 'operator');

/** Writes the users of a crowd, 0 to count - 1, and an operator: a fixture, straight into the tables. */
export async function writeCrowd(client: Client, count: number): Promise<void> {
  await client.query(
    `insert into app_user (id, name, role)
     select ('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'guest ' || n, 'customer'
     from generate_series(0, $1::bigint - 1) as n
     union all select $2::uuid, 'operator', 'operator'`,
    [count, userId(OPERATOR)],
  );
  await client.query('insert into account (user_id, balance) select id, 0 from app_user');
  await client.query('analyze app_user, account');
}
