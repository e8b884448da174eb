import { createHmac } from 'node:crypto';
import { AUTH_SECRET } from '@frontrow/server/testing/http/server-process';
import type { Client } from 'pg';

const OPERATOR_NUMBER = 0xffff_ffff;

/** The id of the nth simulated user; `insertUsers` builds the same ids in SQL. */
export const userId = (n: number): string =>
  `00000000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;

/** The inverse of `userId`. */
export const userNumber = (id: string): number => Number.parseInt(id.slice(-12), 16);

const base64url = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
const HEADER = base64url({ alg: 'HS256' });

/** A JWT as an issuer signs it. It expires after a day, which is longer than any rehearsal. */
export function createBearer(n: number, role = 'customer'): string {
  const iat = Math.floor(Date.now() / 1000);
  const unsigned = `${HEADER}.${base64url({ sub: userId(n), role, iat, exp: iat + 86_400 })}`;
  return `${unsigned}.${createHmac('sha256', AUTH_SECRET).update(unsigned).digest('base64url')}`;
}

export const createOperatorBearer = (): string => createBearer(OPERATOR_NUMBER, 'operator');

/** Inserts the simulated users 0 to count - 1 and one operator, each with an empty balance. */
export async function insertUsers(client: Client, count: number): Promise<void> {
  await client.query(
    `insert into app_user (id, name, role)
     select ('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'user ' || n, 'customer'
     from generate_series(0, $1::bigint - 1) as n
     union all select $2::uuid, 'operator', 'operator'`,
    [count, userId(OPERATOR_NUMBER)],
  );
  await client.query('insert into account (user_id, balance) select id, 0 from app_user');
  await client.query('analyze app_user, account');
}
