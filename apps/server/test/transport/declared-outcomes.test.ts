import { expect, test } from 'vitest';
import { checkOutcomes } from '../../testing/http/declared-outcomes.ts';

test('an error code that its procedure does not declare is named', () => {
  const { log, expectDeclared } = checkOutcomes();
  const calls = ['concert.get ok', 'concert.get CONCERT_NOT_FOUND', 'concert.get RATE_LIMITED'];
  log.child({}).info({ calls }, 'answered');
  expectDeclared();
  log.child({}).info({ calls: ['concert.get SEAT_UNAVAILABLE'] }, 'answered');
  expect(expectDeclared).toThrow(/routers: concert\.get SEAT_UNAVAILABLE$/);
});
