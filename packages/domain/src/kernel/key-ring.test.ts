import { describe, expect, test } from 'vitest';
import { keyRing } from './key-ring.ts';

const a = { kid: 'a', secret: 'the first secret of all' };
const b = { kid: 'b', secret: 'the second secret of all' };

describe('keyRing', () => {
  test('opens what it sealed', () => {
    const ring = keyRing('ticket', [a]);
    expect(ring.open(ring.seal('payload'))).toBe('payload');
  });

  test('the first key signs, all verify: rotation', () => {
    const before = keyRing('ticket', [a]).seal('x');
    const during = keyRing('ticket', [b, a]);
    expect(during.open(before)).toBe('x');
    expect(during.seal('x')).toMatch(/^b\./);
    expect(keyRing('ticket', [b]).open(before)).toBeNull();
  });

  test('refuses what was cut, changed, lengthened or sealed for another purpose', () => {
    const ring = keyRing('ticket', [a, b]);
    const sealed = ring.seal('payload');
    const [kid, payload, mac] = sealed.split('.');
    for (const forged of [
      '',
      '..',
      sealed.slice(0, -1),
      `${sealed}A`,
      `${sealed}.x`,
      ` ${sealed}`,
      `b.${payload}.${mac}`,
      `${kid}.payloaD.${mac}`,
      `${kid}.${payload}.`,
      `${kid}..${mac}`,
      keyRing('queue-token', [a]).seal('payload'),
      keyRing('ticket', [{ kid: 'a', secret: 'another secret' }]).seal('payload'),
    ]) {
      expect(ring.open(forged)).toBeNull();
    }
  });

  test('has one spelling a token: other base64 of the same bytes is refused', () => {
    const ring = keyRing('ticket', [a]);
    const sealed = ring.seal('payload');
    const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const last = letters.indexOf(sealed.at(-1) ?? '');
    const twin = letters[(last & ~15) | ((last + 1) & 15)];
    expect(ring.open(sealed.slice(0, -1) + twin)).toBeNull();
  });
});
