import { expect, test } from 'vitest';
import { isDatabaseUnavailable, isOutOfSpace, judge, type Phase } from './unavailable.ts';

const withCode = (code: string) => Object.assign(new Error('from a test'), { code });
const quotaUsedUp = () =>
  Object.assign(new Error('could not extend file "base/5/1": Disk quota exceeded'), {
    code: 'XX000',
  });
const withRoutine = (code: string) =>
  Object.assign(withCode(code), { routine: 'RevalidateCachedQuery' });
const N = 'NOT_DONE';
const U = 'UNKNOWN';

/** The outcome for each phase, and what happens next. */
type Expected = [
  connecting: string,
  statement: string,
  single: string,
  commit: string,
  retried: boolean,
  endsConnection: boolean,
];
const LOST: Expected = [N, N, U, U, false, true];
const REFUSED: Expected = [N, N, N, N, false, false];
const RETRIED: Expected = [N, N, N, N, true, false];

const TABLE: [name: string, error: Error, expected: Expected][] = [
  ['08006 connection failure', withCode('08006'), LOST],
  ['08P01 protocol violation, of a pooler', withCode('08P01'), LOST],
  ['25006 a standby answered', withCode('25006'), [N, N, N, N, false, true]],
  ['25P03 idle in a transaction', withCode('25P03'), [N, N, N, N, false, true]],
  ['25P04 transaction timeout', withCode('25P04'), LOST],
  ['40001 serialization failure', withCode('40001'), RETRIED],
  ['40P01 deadlock', withCode('40P01'), RETRIED],
  ['40003 a standby did not confirm', withCode('40003'), [N, N, U, U, false, false]],
  ['53000 insufficient resources', withCode('53000'), REFUSED],
  ['53100 disk full', withCode('53100'), REFUSED],
  ['53200 out of memory', withCode('53200'), REFUSED],
  ['53300 too many connections', withCode('53300'), REFUSED],
  ['53400 configuration limit', withCode('53400'), REFUSED],
  ['55P03 lock not available', withCode('55P03'), REFUSED],
  ['57014 query cancelled', withCode('57014'), REFUSED],
  ['57P01 admin shutdown', withCode('57P01'), LOST],
  ['57P02 crash shutdown', withCode('57P02'), LOST],
  ['57P03 cannot connect now', withCode('57P03'), LOST],
  ['57P04 database dropped', withCode('57P04'), LOST],
  ['57P05 idle session timeout', withCode('57P05'), LOST],
  ['58030 input or output failed', withCode('58030'), REFUSED],
  ['0A000 a plan that a change of a table made stale', withRoutine('0A000'), RETRIED],
  ['FR001 a database that must not be used', withCode('FR001'), [N, N, N, N, false, true]],
  ['XX000 with a quota that is used up', quotaUsedUp(), REFUSED],
  ...[
    'ECONNREFUSED',
    'ECONNRESET',
    'ECONNABORTED',
    'EPIPE',
    'ENOTFOUND',
    'EAI_AGAIN',
    'ETIMEDOUT',
    'EHOSTUNREACH',
    'ENETUNREACH',
  ].map((code): [string, Error, Expected] => [code, withCode(code), LOST]),
  ...[
    'Connection terminated',
    'Connection terminated unexpectedly',
    'Connection terminated due to connection timeout',
    'timeout exceeded when trying to connect',
    'timeout expired',
    'Query read timeout',
    'Cannot use a pool after calling end on the pool',
  ].map((message): [string, Error, Expected] => [message, new Error(message), LOST]),
  ...[
    'Client has encountered a connection error and is not queryable',
    'Client was closed and is not queryable',
  ].map((message): [string, Error, Expected] => [
    `${message} (not sent)`,
    new Error(message),
    [N, N, N, N, false, true],
  ]),
  ['one of several addresses', new AggregateError([withCode('ECONNREFUSED')]), LOST],
  ['inside an error of the ORM', new Error('x', { cause: withCode('53100') }), REFUSED],
];

const PHASES: Phase[] = ['connecting', 'statement', 'single', 'commit'];

test.each(TABLE)('%s: is unavailable, with its outcome in each phase', (_, error, expected) => {
  const verdicts = PHASES.map((phase) => judge(error, phase));
  const [{ retried, endsConnection } = {}] = verdicts;
  expect([...verdicts.map(({ outcome }) => outcome), retried, endsConnection]).toEqual(expected);
  expect(verdicts.every(({ unavailable }) => unavailable)).toBe(true);
  expect(isDatabaseUnavailable(error)).toBe(true);
});

test.each([
  ['23505 unique violation', withCode('23505')],
  ['25P02 a statement after a failed one', withCode('25P02')],
  ['42P01 undefined table', withCode('42P01')],
  ['42501 insufficient privilege', withCode('42501')],
  ['XX000 internal error', withCode('XX000')],
  ['a bug', new TypeError('x is not a function')],
  ['a file that is missing', withCode('ENOENT')],
])('%s is a fault and not an outage', (_, error) => {
  expect(isDatabaseUnavailable(error)).toBe(false);
  for (const phase of PHASES) expect(judge(error, phase).unavailable).toBe(false);
});

test('out of space are a full disk and a used up quota, also inside another error, and nothing else', () => {
  const full = withCode('53100');
  for (const error of [full, quotaUsedUp(), new Error('x', { cause: full })]) {
    expect(isOutOfSpace(error)).toBe(true);
  }
  for (const error of [withCode('53200'), withCode('58030'), new Error('x'), 'text']) {
    expect(isOutOfSpace(error)).toBe(false);
  }
});
