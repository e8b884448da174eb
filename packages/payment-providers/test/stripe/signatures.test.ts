import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { createStripeProvider } from '../../src/stripe/stripe-provider.ts';
import { signatureOf } from '../../testing/stripe-stand-in/messages.ts';

const SECRET = 'whsec_first';
const NEXT_SECRET = 'whsec_next';
const BODY = JSON.stringify({
  id: 'evt_1',
  type: 'invoice.paid',
  data: { object: { memo: '한글 ✓' } },
});

const providerWith = (webhookSecret: string) =>
  createStripeProvider({ secretKey: 'sk_test_none', webhookSecret });
const read = (
  signature: string | undefined,
  body: string | Buffer = BODY,
  webhookSecret = SECRET,
) => providerWith(webhookSecret).readMessage(Buffer.from(body), { 'stripe-signature': signature });

const now = () => Math.floor(Date.now() / 1000);
const v1 = (secret: string, at: number) => signatureOf(BODY, secret, at).split(',')[1];
const v0 = (at: number) =>
  `v0=${createHmac('sha256', SECRET).update(`${at}.${BODY}`).digest('hex')}`;

describe('a message of Stripe is read if one of its signatures is good', () => {
  test.each([
    ['one signature', signatureOf(BODY, SECRET)],
    ['made 4 minutes ago', signatureOf(BODY, SECRET, now() - 240)],
    ['made by a clock that is ahead', signatureOf(BODY, SECRET, now() + 60)],
    [
      'two signatures, the first by a secret of before',
      `t=${now()},${v1('whsec_old', now())},${v1(SECRET, now())}`,
    ],
    [
      'two signatures, the second by a secret of before',
      `t=${now()},${v1(SECRET, now())},${v1('whsec_old', now())}`,
    ],
    ['a signature of a scheme for tests beside it', `t=${now()},${v0(now())},${v1(SECRET, now())}`],
    ['something short beside it', `t=${now()},v1=00,${v1(SECRET, now())}`],
  ])('%s', (_name, signature) => {
    expect(read(signature)).toEqual({ id: 'evt_1', type: 'invoice.paid', kind: 'other' });
  });

  test('by either secret while one is replaced', () => {
    for (const secret of [SECRET, NEXT_SECRET]) {
      expect(read(signatureOf(BODY, secret), BODY, ` ${SECRET} , ${NEXT_SECRET},`)).not.toBeNull();
    }
    expect(read(signatureOf(BODY, 'whsec_third'), BODY, `${SECRET},${NEXT_SECRET}`)).toBeNull();
  });
});

describe('a message of Stripe is refused', () => {
  test.each([
    ['without a signature', undefined],
    ['with an empty one', ''],
    ['with something else', 'none'],
    ['with a time alone', `t=${now()}`],
    ['without a time', `${v1(SECRET, now())}`],
    ['with a time that is none', `t=soon,${v1(SECRET, now())}`],
    ['301 seconds and more after it was signed', signatureOf(BODY, SECRET, now() - 301)],
    ['signed at another time than it says', `t=${now()},${v1(SECRET, now() - 100)}`],
    ['signed with another secret', signatureOf(BODY, 'whsec_other')],
    ['signed with an empty secret', signatureOf(BODY, '')],
    ['signed for another body', signatureOf(`${BODY} `, SECRET)],
    ['signed by the scheme for tests alone', `t=${now()},${v0(now())}`],
    ['with letters that are longer than they look', `t=${now()},v1=${'é'.repeat(64)}`],
  ])('%s', (_name, signature) => {
    expect(read(signature)).toBeNull();
  });

  test('if one byte of the body has changed', () => {
    const signature = signatureOf(BODY, SECRET);
    expect(read(signature, BODY.replace('invoice.paid', 'invoice.pai d'))).toBeNull();
    expect(read(signature, Buffer.concat([Buffer.from(BODY), Buffer.from([0xff])]))).toBeNull();
  });

  test('if it has no secret to be checked with', () => {
    expect(read(signatureOf(BODY, ''), BODY, '')).toBeNull();
    expect(read(signatureOf(BODY, ''), BODY, ',')).toBeNull();
  });

  test.each([
    '',
    '{',
    'null',
    '[]',
    '"text"',
    '7',
    '{"type":"invoice.paid"}',
    '{"id":"evt_1"}',
    '{"id":1,"type":2}',
  ])('if it is well signed and says %s', (body) => {
    expect(read(signatureOf(body, SECRET), body)).toBeNull();
  });
});
