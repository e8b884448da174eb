import { createHmac, randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { hmacSha256 } from './hmac.ts';

const nodes = (key: Uint8Array, message: string | Uint8Array) =>
  createHmac('sha256', key).update(message).digest('hex');

test.each([
  // RFC 4231, 4.2, 4.3, 4.4 and 4.7.
  [
    '0b'.repeat(20),
    '4869205468657265',
    'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7',
  ],
  [
    '4a656665',
    '7768617420646f2079612077616e7420666f72206e6f7468696e673f',
    '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
  ],
  [
    'aa'.repeat(20),
    'dd'.repeat(50),
    '773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe',
  ],
  [
    'aa'.repeat(131),
    '54657374205573696e67204c6172676572205468616e20426c6f636b2d53697a65204b6579202d2048617368204b6579204669727374',
    '60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54',
  ],
])('the result of the standard, key %s', (key, message, result) => {
  const mac = hmacSha256(Buffer.from(key, 'hex'));
  expect(mac(Buffer.from(message, 'hex')).toString('hex')).toBe(result);
});

test('the result of Node, for keys and messages of every length, in every order', () => {
  for (let keyBytes = 0; keyBytes <= 130; keyBytes++) {
    const key = randomBytes(keyBytes);
    const mac = hmacSha256(key);
    for (const length of [0, 1, 63, 64, 5_000, 65, 960, 961, 2]) {
      const bytes = randomBytes(length);
      expect(mac(bytes).toString('hex')).toBe(nodes(key, bytes));
      const text = '가나다 abc é 🎫'.repeat(length).slice(0, length);
      expect(mac(text).toString('hex')).toBe(nodes(key, text));
    }
  }
});

test('a result stays as it is', () => {
  const mac = hmacSha256(Buffer.from('key'));
  const first = mac('first');
  const before = first.toString('hex');
  mac('second');
  expect(first.toString('hex')).toBe(before);
});
