import { expect, test } from 'vitest';
import { bytesOf, RequestAnswers } from './request-answers.ts';

test.for<[string, unknown]>([
  [
    'a ticket',
    { token: 'x'.repeat(300), position: 5, paused: false, joinedAt: new Date(), message: null },
  ],
  [
    'seats',
    {
      items: Array.from({ length: 60_000 }, (_, n) => ({
        id: 'i'.repeat(36),
        row: 'A',
        number: n,
      })),
    },
  ],
  ['sections', [{ rows: [{ numbers: ['1', '2', '3'] }] }, { rows: [] }]],
  ['nothing', []],
])('the bytes of %s are estimated', ([, value]) => {
  const bytes = JSON.stringify(value).length;
  expect(bytesOf(value)).toBeGreaterThan(bytes * 0.5);
  expect(bytesOf(value)).toBeLessThan(bytes * 2 + 20);
});

test('large answers of a batch are made one after the other, and no more than may be in memory', async () => {
  const answers = new RequestAnswers(1_000);
  let making = 0;
  let made = 0;
  const make = async () => {
    making++;
    expect(making).toBe(1);
    await new Promise(setImmediate);
    making--;
    made++;
    return { data: 'x'.repeat(400) };
  };
  const results = await Promise.allSettled(
    Array.from({ length: 100 }, () => answers.makeLarge(make)),
  );
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
  expect(made).toBe(2);
  const refused = { status: 'rejected', reason: { code: 'SERVICE_UNAVAILABLE' } };
  expect(results[99]).toMatchObject(refused);
  const small = async () => ({ data: 'small' });
  await expect(answers.make(small)).resolves.toEqual({ data: 'small' });
  const other = async () => ({ data: 'y'.repeat(300) });
  await expect(answers.make(other)).rejects.toMatchObject(refused.reason);
});

test('one answer alone may have any size', async () => {
  const answers = new RequestAnswers(10);
  await expect(answers.makeLarge(async () => ({ data: 'x'.repeat(100) }))).resolves.toBeDefined();
});

test('an answer that failed does not count', async () => {
  const answers = new RequestAnswers(100);
  await expect(answers.makeLarge(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
  await expect(answers.makeLarge(async () => ({ data: 'x'.repeat(90) }))).resolves.toBeDefined();
});
