import { expect, test } from 'vitest';
import type { QueueSettings } from '../client/client.ts';
import { before } from './undo.ts';

test('an undo puts back what was changed, and nothing else', () => {
  const settings = { maxActive: 500, admitPerMinute: 1_000, message: null, paused: false };
  const known = settings as QueueSettings;
  expect(before(known, { maxActive: 600 })).toEqual({ maxActive: 500 });
  expect(before(known, { message: 'We are late', paused: true })).toEqual({
    message: null,
    paused: false,
  });
});
