import { expect, test } from 'vitest';
import { errorFields, loggable } from './error-fields.ts';

const DATA = 'mina@example.org';

/** An error as the Postgres driver and the ORM make them. */
const databaseError = (code: string, message: string, fields: object = {}) =>
  Object.assign(new Error(message), {
    severity: 'ERROR',
    code,
    client: { secretKey: 7 },
    ...fields,
  });

test.for([
  ['23505', 'duplicate key value violates unique constraint "app_user_external_id_unique"', null],
  ['42P01', 'relation "ledger_entry" does not exist', null],
  ['57014', 'canceling statement due to lock timeout', null],
  [
    '22P02',
    `invalid input syntax for type uuid: "${DATA}"`,
    'invalid input syntax for type uuid: "..."',
  ],
  [
    '22P02',
    `invalid input syntax for type uuid: "a"b" ${DATA}`,
    'invalid input syntax for type uuid: "..."',
  ],
  ['42601', `syntax error at or near "${DATA}"`, 'syntax error at or near "..."'],
  ['23505', `duplicate key\n - detail: Key (name)=(${DATA}) already exists`, 'duplicate key'],
] as const)('of the database error %s %s no value is logged', ([code, message, logged]) => {
  const constraint = 'app_user_external_id_unique';
  const error = databaseError(code, message, {
    constraint,
    detail: `Key (name)=(${DATA}) already exists.`,
    where: `JSON data, line 1: ${DATA}`,
    query: `insert into app_user values ('${DATA}')`,
    parameters: [DATA],
  });
  const fields = errorFields(error);
  expect(fields).toMatchObject({ message: logged ?? message, code, constraint });
  expect(JSON.stringify(fields)).not.toMatch(/mina|secretKey/);
});

test('causes, lists of errors and unknown properties are logged without secrets', () => {
  const url = 'postgres://me:pass-word@db/x';
  const invalid = Object.assign(new TypeError('Invalid URL'), { input: url, base: url });
  const wrapped = new Error(`no connection to ${url}`, { cause: invalid });
  const all = new AggregateError([wrapped, new Error('again: pass-word')], 'all failed');
  const line = loggable({ err: all, list: [{ note: 'Bearer abc' }], count: 3 }, ['pass-word']);
  expect(JSON.stringify(line)).not.toMatch(/pass-word|abc/);
  expect(line).toMatchObject({
    count: 3,
    err: {
      type: 'AggregateError',
      stack: expect.stringContaining('error-fields.test.ts'),
      errors: [{ cause: { type: 'TypeError', message: 'Invalid URL' } }, {}],
    },
  });
});

test('an error that is its own cause is logged', () => {
  const error: Error = new Error('again');
  error.cause = error;
  expect(JSON.stringify(errorFields(error)).length).toBeLessThan(20_000);
});
