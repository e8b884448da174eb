import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createWorld, type World } from '@frontrow/domain/testing/world';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Api, refusalOf, startApi } from '../../testing/http/api.ts';
import { AUTH_SECRET } from '../../testing/http/server-process.ts';

let world: World;
const open: Api[] = [];
beforeAll(async () => {
  world = await createWorld();
});
afterEach(() => {
  for (const api of open.splice(0)) api.stop();
});
afterAll(() => world.close());

const start = async (env: Record<string, string> = {}) => {
  const api = await startApi(env, world);
  open.push(api);
  return api;
};
const sign = (claims: Record<string, unknown>, secret = AUTH_SECRET) =>
  new SignJWT(claims)
    .setProtectedHeader({ alg: 'HS256' })
    .setExpirationTime('1 hour')
    .sign(new TextEncoder().encode(secret));

describe('bearer tokens', () => {
  test('a call without a bearer token, or with a wrong, expired or unsigned one: UNAUTHENTICATED', async () => {
    const api = await start();
    const { id: sub } = await world.user('somebody');
    const unsigned = `${btoa('{"alg":"none"}').replaceAll('=', '')}.${btoa(JSON.stringify({ sub })).replaceAll('=', '')}.`;
    for (const authorization of [
      '',
      'Bearer',
      'Basic abc',
      'Bearer abc.def.ghi',
      `Bearer ${unsigned}`,
      `Bearer ${await sign({ sub }, 'another-secret-altogether')}`,
      `Bearer ${await api.bearer({ sub }, '1 second ago')}`,
      `Bearer ${await sign({})}`,
    ]) {
      const headers: Record<string, string> = authorization ? { authorization } : {};
      expect(await refusalOf(api.client(headers).session.me.query())).toMatchObject({
        errorCode: 'UNAUTHENTICATED',
        code: 'UNAUTHORIZED',
        httpStatus: 401,
      });
    }
  });

  test('a subject that is no user, or no id at all: USER_NOT_FOUND', async () => {
    const api = await start();
    for (const sub of [randomUUID(), 'root']) {
      const authorization = `Bearer ${await sign({ sub })}`;
      expect(await refusalOf(api.client({ authorization }).session.me.query())).toMatchObject({
        errorCode: 'USER_NOT_FOUND',
      });
    }
  });

  test('the role comes from the claim that AUTH_ROLE_CLAIM names; an unknown role means customer', async () => {
    const api = await start({ AUTH_ROLE_CLAIM: 'groups' });
    const { id: sub } = await world.user('grouped');
    const roleOf = async (groups: unknown) => {
      const authorization = `Bearer ${await sign({ sub, groups })}`;
      return (await api.client({ authorization }).session.me.query()).role;
    };
    expect(await roleOf(undefined)).toBe('customer');
    expect(await roleOf('operator')).toBe('operator');
    expect(await roleOf(['staff', 'operator'])).toBe('operator');
    expect(await roleOf('superuser')).toBe('customer');
  });

  test('issuer and audience must match if they are set', async () => {
    const api = await start({ AUTH_ISSUER: 'https://id.example', AUTH_AUDIENCE: 'frontrow' });
    await world.pool.query("update app_user set external_id = 'ext-aud' where id = $1", [
      (await world.user('audience')).id,
    ]);
    const good = { sub: 'ext-aud', iss: 'https://id.example', aud: 'frontrow' };
    const me = async (claims: Record<string, unknown>) => {
      const authorization = `Bearer ${await sign(claims)}`;
      return api.client({ authorization }).session.me.query();
    };
    expect(await me(good)).toMatchObject({ name: 'audience' });
    for (const wrong of [{ iss: 'https://evil.example' }, { aud: 'other' }]) {
      expect(await refusalOf(me({ ...good, ...wrong }))).toMatchObject({
        errorCode: 'UNAUTHENTICATED',
      });
    }
  });
});

describe('a service that acts on behalf of a customer', () => {
  test('gets the customer’s answers; other roles are refused; the customer must exist', async () => {
    const api = await start();
    const customer = await world.user('customer of a back end');
    const service = await api.visitor('a back end', 'service');
    const acting = (id: string, bearer = service.bearer) =>
      api.client({ authorization: `Bearer ${bearer}`, 'x-on-behalf-of': id });
    expect(await acting(customer.id).session.me.query()).toEqual({
      id: customer.id,
      name: customer.name,
      role: 'customer',
    });
    await acting(customer.id).balance.charge.mutate({ amount: 500 });
    const own = await api.visitor('customer of a back end');
    expect(await own.client.balance.get.query()).toMatchObject({ amount: 500 });
    for (const id of [randomUUID(), 'nobody']) {
      expect(await refusalOf(acting(id).session.me.query())).toMatchObject({
        errorCode: 'USER_NOT_FOUND',
      });
    }
    const other = await api.visitor('impostor');
    const operator = await api.visitor('operator', 'operator');
    for (const { bearer } of [other, operator]) {
      expect(await refusalOf(acting(customer.id, bearer).session.me.query())).toMatchObject({
        errorCode: 'FORBIDDEN',
      });
    }
  });
});

describe('an external issuer', () => {
  let issuer: Server;
  let jwksUrl: string;
  let key: Awaited<ReturnType<typeof generateKeyPair>>['privateKey'];
  beforeAll(async () => {
    const pair = await generateKeyPair('ES256');
    key = pair.privateKey;
    const jwk = { ...(await exportJWK(pair.publicKey)), alg: 'ES256', kid: 'one' };
    issuer = createServer((_, res) => res.end(JSON.stringify({ keys: [jwk] }))).listen(0);
    await once(issuer, 'listening');
    jwksUrl = `http://127.0.0.1:${(issuer.address() as AddressInfo).port}/keys`;
  });
  afterAll(() => {
    issuer.close();
  });

  const issued = (sub: string) =>
    new SignJWT({ sub, role: 'customer' })
      .setProtectedHeader({ alg: 'ES256', kid: 'one' })
      .setExpirationTime('1 hour')
      .sign(key);

  test('its published keys verify tokens, and the subject is an external id', async () => {
    const api = await start({ AUTH_SECRET: '', AUTH_JWKS_URL: jwksUrl });
    const operator = await world.caller('operator', 'operator');
    const user = await world.services.admin.createUser(operator, {
      name: 'Known',
      externalId: 'auth0|known',
    });
    const known = api.client({ authorization: `Bearer ${await issued('auth0|known')}` });
    expect(await known.session.me.query()).toEqual({
      id: user.id,
      name: 'Known',
      role: 'customer',
    });
    const unknown = api.client({ authorization: `Bearer ${await issued('auth0|unknown')}` });
    expect(await refusalOf(unknown.session.me.query())).toMatchObject({
      errorCode: 'USER_NOT_FOUND',
    });
    const hmac = api.client({ authorization: `Bearer ${await sign({ sub: 'auth0|known' })}` });
    expect(await refusalOf(hmac.session.me.query())).toMatchObject({
      errorCode: 'UNAUTHENTICATED',
    });
    expect(await refusalOf(known.session.devSignIn.mutate({ name: 'x' }))).toMatchObject({
      errorCode: 'PROCEDURE_NOT_FOUND',
    });
  });

  test('with AUTH_AUTO_CREATE=on ten parallel first calls create one user', async () => {
    const api = await start({ AUTH_ISSUER: 'https://id.example', AUTH_AUTO_CREATE: 'on' });
    const claims = { sub: 'ext-first', iss: 'https://id.example' };
    const authorization = `Bearer ${await sign(claims)}`;
    const first = await Promise.all(
      Array.from({ length: 10 }, () => api.client({ authorization }).session.me.query()),
    );
    expect(new Set(first.map(({ id }) => id)).size).toBe(1);
    expect(await api.client({ authorization }).balance.get.query()).toMatchObject({ amount: 0 });
  });

  test('an issuer that cannot be reached: SERVICE_UNAVAILABLE', async () => {
    const api = await start({ AUTH_SECRET: '', AUTH_JWKS_URL: 'http://127.0.0.1:1/keys' });
    const authorization = `Bearer ${await issued('auth0|known')}`;
    expect(await refusalOf(api.client({ authorization }).session.me.query())).toMatchObject({
      errorCode: 'SERVICE_UNAVAILABLE',
      httpStatus: 503,
    });
  });
});

describe('devSignIn', () => {
  test('returns a working token of the same user each time', async () => {
    const api = await start();
    const first = await api.client().session.devSignIn.mutate({ name: 'dev', role: 'operator' });
    expect(first.user).toMatchObject({ name: 'dev', role: 'operator' });
    const again = await api.client().session.devSignIn.mutate({ name: 'dev' });
    expect(again.user.id).toBe(first.user.id);
    const authorization = `Bearer ${first.accessToken}`;
    expect(await api.client({ authorization }).session.me.query()).toEqual(first.user);
  });

  test('ten parallel first sign-ins create one user', async () => {
    const api = await start();
    const users = await Promise.all(
      Array.from({ length: 10 }, () => api.client().session.devSignIn.mutate({ name: 'twin' })),
    );
    expect(new Set(users.map(({ user }) => user.id)).size).toBe(1);
  });

  test.for([
    [
      'in production',
      {
        ...{ NODE_ENV: 'production', TOPUP: 'open' },
        ...{ QUEUE_SECRET: 'k:0123456789abcdef', TICKET_SECRET: 'k:123456789abcdef0' },
      },
    ],
    ['with an external issuer', { AUTH_ISSUER: 'https://id.example' }],
    ['on an address that other machines can reach', { HOST: '0.0.0.0' }],
    ['if DEV_SIGNIN is off', { DEV_SIGNIN: '0' }],
  ] as const)('does not exist %s', async ([, env]) => {
    const api = await start(env);
    expect(await refusalOf(api.client().session.devSignIn.mutate({ name: 'x' }))).toMatchObject({
      errorCode: 'PROCEDURE_NOT_FOUND',
      code: 'NOT_FOUND',
    });
  });

  test('exists on such an address if DEV_SIGNIN is on', async () => {
    const api = await start({ HOST: '0.0.0.0', DEV_SIGNIN: '1' });
    await expect(api.client().session.devSignIn.mutate({ name: 'lan' })).resolves.toBeTruthy();
  });
});
