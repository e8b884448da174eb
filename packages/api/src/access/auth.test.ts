import { setTimeout as sleep } from 'node:timers/promises';
import { SignJWT } from 'jose';
import { expect, test } from 'vitest';
import { createAuthenticator } from './auth.ts';

const secret = 'an-auth-secret-of-this-test';
const key = new TextEncoder().encode(secret);
const auth = createAuthenticator({
  ...{ keys: { secret }, roleClaim: 'role', external: false, autoCreate: false, devSignIn: true },
});

const verify = (token: string) => auth.verify(`Bearer ${token}`);
const sign = (claims: Record<string, unknown>) =>
  new SignJWT({ sub: 'somebody', ...claims }).setProtectedHeader({ alg: 'HS256' }).sign(key);
/** Whether a token with these claims, in seconds from now, is taken. */
async function isTaken(claims: Record<string, number>): Promise<boolean> {
  const now = Date.now() / 1000;
  const times = Object.entries(claims).map(([name, seconds]) => [name, now + seconds]);
  return verify(await sign(Object.fromEntries(times))).then(
    () => true,
    (error: unknown) => {
      expect(error).toMatchObject({ code: 'UNAUTHENTICATED' });
      return false;
    },
  );
}

test('a token without exp is UNAUTHENTICATED, and so is one whose exp is no time', async () => {
  expect(await isTaken({})).toBe(false);
  expect(await isTaken({ iat: 0, nbf: 0 })).toBe(false);
  for (const exp of ['9999999999', null, true, -1, 0]) {
    await expect(verify(await sign({ exp }))).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  }
  // JSON reads it as Infinity.
  const forever = await signText('{"sub":"somebody","exp":1e999}');
  await expect(verify(forever)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
});

test('exp has no leeway; nbf and iat have 30 seconds', async () => {
  expect(await isTaken({ exp: 60 })).toBe(true);
  for (const late of [-0.001, -1, -29]) expect(await isTaken({ exp: late })).toBe(false);
  for (const claim of ['nbf', 'iat']) {
    expect(await isTaken({ exp: 60, [claim]: -3_600 })).toBe(true);
    expect(await isTaken({ exp: 60, [claim]: 28 })).toBe(true);
    expect(await isTaken({ exp: 60, [claim]: 33 })).toBe(false);
  }
});

test('a bearer tells when its token expires, that of a sign-in by name after a day', async () => {
  const exp = Math.floor(Date.now() / 1000) + 60;
  expect(await verify(await sign({ exp }))).toMatchObject({ expiresAt: exp * 1000 });
  const { expiresAt } = await verify(await auth.sign({ id: 'somebody', role: 'customer' }));
  expect(Math.abs(expiresAt - Date.now() - 86_400_000)).toBeLessThan(60_000);
});

test('a token that was verified before ends when it expires, and one that differs in a character is refused', async () => {
  const exp = Math.ceil(Date.now() / 1000) + 1;
  const token = await sign({ exp, role: 'operator' });
  expect(await verify(token)).toMatchObject({ role: 'operator' });
  expect(await verify(token)).toMatchObject({ subject: { userId: 'somebody' }, role: 'operator' });
  const unauthenticated = { code: 'UNAUTHENTICATED' };
  const [head, payload, signature = ''] = token.split('.');
  const other = signature.startsWith('A') ? 'B' : 'A';
  const forged = [head, payload, other + signature.slice(1)].join('.');
  await expect(verify(forged)).rejects.toMatchObject(unauthenticated);
  await sleep(exp * 1000 - Date.now() + 1);
  await expect(verify(token)).rejects.toMatchObject(unauthenticated);
});

/** Signs a payload that no serializer writes. */
async function signText(payload: string): Promise<string> {
  const text = [JSON.stringify({ alg: 'HS256' }), payload].map((part) =>
    Buffer.from(part).toString('base64url'),
  );
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const hmac = await crypto.subtle.importKey('raw', key, algorithm, false, ['sign']);
  const signature = await crypto.subtle.sign('HMAC', hmac, Buffer.from(text.join('.')));
  return [...text, Buffer.from(signature).toString('base64url')].join('.');
}
