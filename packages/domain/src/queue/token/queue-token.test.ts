import { describe, expect, test } from 'vitest';
import { keyRing } from '../../kernel/key-ring.ts';
import {
  entrantOf,
  openQueueToken,
  type QueueTokenClaims,
  sealQueueToken,
  subjectHash,
} from './queue-token.ts';

const old = { kid: 'old', secret: 'a secret of last year' };
const current = { kid: 'new', secret: 'a secret of this year' };
const ring = keyRing('queue-token', [current, old]);

const claims: QueueTokenClaims = {
  entryId: '7c9e6679-7425-40de-944b-e07fc1f90ae7',
  concertId: '01920000-0000-7000-8000-000000000001',
  userId: '01920000-0000-7000-8000-000000000002',
  joinedAt: new Date('2030-05-01T10:00:00.123Z'),
  number: 1_000_000,
  round: null,
  arrival: null,
  positionCeiling: 999_999,
  admitted: false,
  subjectHash: null,
};

describe('a queue token', () => {
  test.for<[string, Partial<QueueTokenClaims>]>([
    ['who waits', {}],
    ['who has not been positionCeiling a position', { positionCeiling: null }],
    [
      'who joined before the opening',
      { number: null, round: 3, arrival: 70_000, positionCeiling: null },
    ],
    ['who was drawn', { round: 1, arrival: 1, number: 2 ** 40 }],
    ['who has a pass', { admitted: true, positionCeiling: null }],
    ['a user of an external issuer', { subjectHash: subjectHash('auth0|mina') }],
    ['the first moment of time', { joinedAt: new Date(0) }],
    ['the last moment of the contract', { joinedAt: new Date('9999-12-31T23:59:59.999Z') }],
  ])('says the same when it is opened: %s', ([, change]) => {
    const given = { ...claims, ...change };
    expect(openQueueToken(ring, sealQueueToken(ring, given))).toEqual(given);
  });

  test('every changed, cut or added letter makes it nobody’s', () => {
    const token = sealQueueToken(ring, claims);
    for (let at = 0; at < token.length; at++) {
      const other = token[at] === 'A' ? 'B' : 'A';
      expect(openQueueToken(ring, token.slice(0, at) + other + token.slice(at + 1))).toBeNull();
      expect(openQueueToken(ring, token.slice(0, at))).toBeNull();
      expect(openQueueToken(ring, token.slice(0, at) + token.slice(at + 1))).toBeNull();
    }
    expect(openQueueToken(ring, `${token}A`)).toBeNull();
    expect(openQueueToken(ring, '')).toBeNull();
  });

  test('is good under an old key as long as that key is there', () => {
    const before = sealQueueToken(keyRing('queue-token', [old]), claims);
    expect(openQueueToken(ring, before)).toEqual(claims);
    expect(openQueueToken(keyRing('queue-token', [current]), before)).toBeNull();
    expect(sealQueueToken(ring, claims)).toMatch(/^new\./);
  });

  test('what the key sealed for something else, or in another shape, is none', () => {
    const ticket = keyRing('ticket', [current, old]).seal(
      sealQueueToken(ring, claims).split('.')[1] ?? '',
    );
    expect(openQueueToken(ring, ticket)).toBeNull();
    expect(openQueueToken(ring, ring.seal('c2hvcnQ'))).toBeNull();
    expect(openQueueToken(ring, ring.seal(Buffer.alloc(83).toString('base64url')))).toBeNull();
  });

  test('the pseudonym in a draw is a uuid, and always the same', () => {
    expect(entrantOf(claims.entryId)).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(entrantOf(claims.entryId)).toBe(entrantOf(claims.entryId));
    expect(entrantOf(claims.entryId)).not.toBe(claims.entryId);
  });
});
