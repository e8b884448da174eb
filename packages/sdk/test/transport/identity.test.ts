import { expect, test, vi } from 'vitest';
import { createIdentity } from '../../src/transport/identity.ts';

/** A token of a user, as an issuer makes it; nobody here verifies it. */
const tokenOf = (sub: unknown) =>
  ['e30', Buffer.from(JSON.stringify({ sub })).toString('base64url'), 's'].join('.');

test('a service names its customer by the id at Frontrow, or by its own id, percent-encoded', async () => {
  const onBehalfOf = (customer: string | { externalId: string }) =>
    createIdentity({ serviceToken: 't', onBehalfOf: customer }).headers();
  expect(await onBehalfOf('user-1')).toEqual({
    authorization: 'Bearer t',
    'x-on-behalf-of': 'user-1',
  });
  const { 'x-on-behalf-of': header } = await onBehalfOf({ externalId: 'mina@über, 1%' });
  expect(header).toBe('external:mina%40%C3%BCber%2C%201%25');
});

test('the user is the `sub` of the token; another one is told to those who listen', async () => {
  let token: string | null = tokenOf('민아/1?');
  const identity = createIdentity(() => token);
  const changed = vi.fn();
  const stop = identity.subscribe(changed);
  const first = identity.user;
  await identity.headers();
  expect(identity.user).toBe(first);
  token = null;
  await identity.headers();
  token = 'a token that is no JWT';
  await identity.headers();
  expect(changed).not.toHaveBeenCalled();
  token = tokenOf('second');
  await identity.headers();
  expect(changed).toHaveBeenCalledOnce();
  expect(identity.user).not.toBe(first);
  await expect(identity.headers(first)).rejects.toMatchObject({ errorCode: 'QUEUE_TOKEN_INVALID' });
  stop();
  token = tokenOf('third');
  await identity.headers();
  expect(changed).toHaveBeenCalledOnce();
});

test('a token that was requested before the change and comes after it changes nothing back', async () => {
  const answers: ((token: string) => void)[] = [];
  const identity = createIdentity(() => new Promise((resolve) => answers.push(resolve)));
  const requests = [identity.headers(), identity.headers(), identity.headers()];
  answers[0]?.(tokenOf('first'));
  await requests[0];
  answers[2]?.(tokenOf('second'));
  await requests[2];
  const { user } = identity;
  answers[1]?.(tokenOf('first'));
  await requests[1];
  expect(identity.user).toBe(user);
});
