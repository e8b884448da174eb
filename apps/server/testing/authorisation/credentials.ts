import { createHmac, generateKeyPairSync } from 'node:crypto';
import type { ErrorCode } from '@frontrow/contract/error-codes';
import type { Role } from '@frontrow/contract/session';
import { SignJWT } from 'jose';
import { AUTH_SECRET } from '../http/server-process.ts';
import { OWNER_EXTERNAL_ID, type Stage } from './stage.ts';

/** Whom a good credential stands for. */
export interface Actor {
  user: 'owner' | 'other' | 'service';
  role: Role;
}

/** What a credential puts into a request, and what the server makes of it. */
export interface CredentialKind {
  name: string;
  headers: Record<string, string>;
  /** Parameters of the URL, where no credential counts. */
  query?: Record<string, string>;
  /** The code of every procedure that is not public, or whom the call is for. */
  means: ErrorCode | Actor;
}

const HOUR = 3_600;
const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
const now = () => Math.floor(Date.now() / 1000);

/** A JWT that is signed by HMAC, whatever its header says. */
function token(
  claims: object,
  {
    secret = AUTH_SECRET,
    header = {},
    hash = 'sha256',
  }: { secret?: string; header?: object; hash?: string } = {},
): string {
  const text = `${encode({ alg: 'HS256', ...header })}.${encode({ exp: now() + HOUR, ...claims })}`;
  return `${text}.${createHmac(hash, secret).update(text).digest('base64url')}`;
}

const bearer = (jwt: string) => ({ authorization: `Bearer ${jwt}` });
const acting = (jwt: string, onBehalfOf: string) => ({
  ...bearer(jwt),
  'x-on-behalf-of': onBehalfOf,
});

/** Every kind of credential. Those with a role are the owner's, so that only the role differs. */
export async function credentialsOf({ users }: Stage): Promise<CredentialKind[]> {
  return [
    ...(await unauthenticated(users.owner)),
    ...withoutUser(users),
    ...refused(users),
    ...good(users),
  ];
}

async function unauthenticated(sub: string): Promise<CredentialKind[]> {
  const claims = { sub, role: 'operator' };
  const jwt = token(claims);
  const [header = '', payload = '', signature = ''] = jwt.split('.');
  const raised = encode({ sub, role: 'operator', exp: now() + HOUR });
  const customer = token({ sub });
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const curve = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const signed = (alg: string, key: typeof rsa.privateKey, jwk?: object) =>
    new SignJWT(claims)
      .setProtectedHeader({ alg, ...(jwk ? { jwk } : {}) })
      .setExpirationTime('1 hour')
      .sign(key);
  const ownKey = curve.publicKey.export({ format: 'jwk' });
  const kinds: Record<string, Record<string, string>> = {
    none: {},
    'the scheme alone': { authorization: 'Bearer' },
    'another scheme': { authorization: `Basic ${btoa(`owner:${AUTH_SECRET}`)}` },
    'no JWT': bearer('abc.def.ghi'),
    'two tokens in one header': bearer(`${jwt} ${jwt}`),
    'forged: another secret': bearer(token(claims, { secret: 'a secret of somebody else, long' })),
    'forged: an empty secret': bearer(token(claims, { secret: '' })),
    'cut off': bearer(jwt.slice(0, -4)),
    'without a signature': bearer(`${header}.${payload}.`),
    'changed after it was signed': bearer(`${header}.${raised}.${customer.split('.')[2]}`),
    'algorithm none': bearer(`${encode({ alg: 'none' })}.${payload}.`),
    'algorithm none with a signature': bearer(`${encode({ alg: 'none' })}.${payload}.${signature}`),
    'algorithm RS256, a key of its own': bearer(await signed('RS256', rsa.privateKey)),
    'algorithm RS256, signed with the secret': bearer(token(claims, { header: { alg: 'RS256' } })),
    'algorithm ES256, its key in the header': bearer(
      await signed('ES256', curve.privateKey, ownKey),
    ),
    'algorithm HS512': bearer(token(claims, { header: { alg: 'HS512' }, hash: 'sha512' })),
    'an unknown critical header': bearer(token(claims, { header: { crit: ['x'], x: 1 } })),
    expired: bearer(token({ ...claims, exp: now() - 1 })),
    'not yet valid': bearer(token({ ...claims, nbf: now() + HOUR })),
    'without a subject': bearer(token({ role: 'operator' })),
    'a subject that is a number': bearer(token({ ...claims, sub: 7 })),
    'an empty subject': bearer(token({ ...claims, sub: '' })),
    'a subject with NUL': bearer(token({ ...claims, sub: `${sub}\0` })),
    'without exp': bearer(token({ ...claims, exp: undefined })),
  };
  const means = 'UNAUTHENTICATED' as const;
  const connectionParams = JSON.stringify(bearer(jwt));
  return [
    ...Object.entries(kinds).map(([name, headers]) => ({ name, headers, means })),
    { name: 'in the query', headers: {}, query: { access_token: jwt, authorization: jwt }, means },
    { name: 'in connectionParams', headers: {}, query: { connectionParams }, means },
  ];
}

function withoutUser(users: Stage['users']): CredentialKind[] {
  const service = token({ sub: users.service, role: 'service' });
  const kinds: Record<string, Record<string, string>> = {
    'an unknown user': bearer(token({ sub: users.unknown, role: 'operator' })),
    'a subject that is no id': bearer(token({ sub: 'root', role: 'operator' })),
    'a deleted user': bearer(token({ sub: users.deleted, role: 'operator' })),
    'the external id of a user': bearer(token({ sub: OWNER_EXTERNAL_ID, role: 'operator' })),
    'a service for an unknown user': acting(service, users.unknown),
    'a service for a deleted user': acting(service, users.deleted),
    'a service for an unknown external id': acting(service, 'external:nobody'),
    'a service for nobody': acting(service, ''),
    'an unknown service for the owner': acting(
      token({ sub: users.unknown, role: 'service' }),
      users.owner,
    ),
    'a deleted service for the owner': acting(
      token({ sub: users.deletedService, role: 'service' }),
      users.owner,
    ),
  };
  return Object.entries(kinds).map(([name, headers]) => ({
    name,
    headers,
    means: 'USER_NOT_FOUND' as const,
  }));
}

function refused({ owner, service }: Stage['users']): CredentialKind[] {
  const serviceToken = token({ sub: service, role: 'service' });
  const forbidden = (name: string, jwt: string): CredentialKind => ({
    name,
    headers: acting(jwt, owner),
    means: 'FORBIDDEN',
  });
  const malformed = (name: string, onBehalfOf: string): CredentialKind => ({
    name,
    headers: acting(serviceToken, onBehalfOf),
    means: 'VALIDATION_FAILED',
  });
  return [
    forbidden('a customer with x-on-behalf-of', token({ sub: owner })),
    forbidden('an operator with x-on-behalf-of', token({ sub: owner, role: 'operator' })),
    forbidden('a door with x-on-behalf-of', token({ sub: owner, role: 'door' })),
    malformed('a service for an empty external id', 'external:'),
    malformed('a service for an external id with a broken %', 'external:%zz'),
  ];
}

function good(users: Stage['users']): CredentialKind[] {
  const { owner, service } = users;
  const role = (claim?: unknown) => bearer(token({ sub: owner, role: claim }));
  const serviceToken = token({ sub: service, role: 'service' });
  const external = `external:${encodeURIComponent(OWNER_EXTERNAL_ID)}`;
  const is = (name: Role, user: Actor['user'] = 'owner'): Actor => ({ user, role: name });
  return [
    { name: 'a customer', headers: role('customer'), means: is('customer') },
    { name: 'without a role', headers: role(), means: is('customer') },
    { name: 'an unknown role', headers: role('superuser'), means: is('customer') },
    { name: 'a role in upper case', headers: role('OPERATOR'), means: is('customer') },
    { name: 'a role that is an object', headers: role({ operator: true }), means: is('customer') },
    {
      name: 'an id in upper case',
      headers: bearer(token({ sub: owner.toUpperCase() })),
      means: is('customer'),
    },
    {
      name: 'the scheme in lower case',
      headers: { authorization: `bearer ${token({ sub: owner })}` },
      means: is('customer'),
    },
    {
      name: 'another customer',
      headers: bearer(token({ sub: users.other })),
      means: is('customer', 'other'),
    },
    { name: 'an operator', headers: role('operator'), means: is('operator') },
    { name: 'a list of roles', headers: role(['staff', 'operator']), means: is('operator') },
    { name: 'a door', headers: role('door'), means: is('door') },
    { name: 'a service', headers: bearer(serviceToken), means: is('service', 'service') },
    {
      name: 'a service for the owner',
      headers: acting(serviceToken, owner),
      means: is('customer'),
    },
    {
      name: 'a service for the owner in upper case',
      headers: acting(serviceToken, owner.toUpperCase()),
      means: is('customer'),
    },
    {
      name: 'a service for the external id of the owner',
      headers: acting(serviceToken, external),
      means: is('customer'),
    },
  ];
}
