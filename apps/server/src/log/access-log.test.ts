import type { IncomingMessage } from 'node:http';
import { keyRing } from '@frontrow/domain/kernel/key-ring';
import { SignJWT } from 'jose';
import { expect, test } from 'vitest';
import { requestIdOf } from './access-log.ts';

const idFor = (given: string) =>
  requestIdOf({ headers: { 'x-request-id': given } } as unknown as IncomingMessage);

test.for([
  'caller-7',
  '018f4e7e-9b7a-7c3e-8d55-8a1f6d1f0a11',
  '0af7651916cd43dd8448eb211c80319c',
  '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  'Root=1-67891233-abcdef012345678912345678',
  'a.b.c',
])('the request id %s of a caller is kept', (given) => {
  expect(idFor(given)).toBe(given);
});

test('a bearer token, a queue token, a ticket code or a long text is not taken as a request id', async () => {
  const key = new TextEncoder().encode('an-auth-secret-of-the-tests');
  const jwt = await new SignJWT({ sub: 'a' }).setProtectedHeader({ alg: 'HS256' }).sign(key);
  const keys = keyRing('queue-token', [{ kid: '1', secret: 'a-queue-secret-of-the-tests' }]);
  const sealed = keys.seal('x'.repeat(60));
  for (const given of [jwt, `id:${jwt}`, jwt.split('.')[0] ?? '', sealed, 'a1'.repeat(32)]) {
    expect(idFor(given)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/);
  }
  expect(idFor('x'.repeat(129))).not.toContain('xx');
});
