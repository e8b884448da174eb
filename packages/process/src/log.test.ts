import { expect, test } from 'vitest';
import { createLog } from './log.ts';

const SECRET = 'a-secret-of-the-tests';

/** The lines that a log at the level `trace` writes. */
function record() {
  const lines: string[] = [];
  const destination = { write: (line: string) => void lines.push(line) };
  return { log: createLog('test', { level: 'trace', secrets: [SECRET], destination }), lines };
}

test('an error is logged with its stack, its code and its cause, and with nothing that a driver attached', () => {
  const { log, lines } = record();
  const cause = Object.assign(new Error(`no ${SECRET}`), { client: { password: SECRET } });
  const err = Object.assign(new Error('failed', { cause }), {
    code: '23505',
    detail: 'Key (a)=(b)',
  });
  for (const level of ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const) {
    log.child({ requestId: 'r' })[level]({ err, job: 'j' }, 'failed');
    const line = JSON.parse(lines.at(-1) ?? '') as Record<string, unknown>;
    expect(line).toMatchObject({ level, service: 'test', requestId: 'r', job: 'j', msg: 'failed' });
    expect(line.err).toMatchObject({
      type: 'Error',
      code: '23505',
      stack: expect.stringContaining('log.test.ts'),
      cause: { message: 'no [hidden]' },
    });
  }
  expect(lines.join('')).not.toMatch(/a-secret|Key|password/);
});

test('the texts and fields of warnings and errors are redacted', () => {
  const { log, lines } = record();
  log.warn(
    { was: `every ${SECRET}`, list: [{ note: 'Bearer abc.def' }] },
    `the ${SECRET} was refused`,
  );
  log.error({ cause: new Error('at postgres://me:pw@db') }, 'call failed');
  log.error(new Error(SECRET));
  log.warn(`plain ${SECRET}`);
  expect(lines.join('')).not.toMatch(/a-secret|abc|pw/);
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { was: 'every [hidden]', list: [{ note: 'Bearer [hidden]' }], msg: 'the [hidden] was refused' },
    { cause: 'at postgres://[hidden]@db', msg: 'call failed' },
    { err: { message: '[hidden]' } },
    { msg: 'plain [hidden]' },
  ]);
});

test('of an outage of the database one line is written for many calls, with its reason and without a stack', () => {
  const { log, lines } = record();
  for (let file = 0; file < 100; file++) {
    const message = `could not extend file "base/5/${file}": No space left on device`;
    const error = Object.assign(new Error(message), { code: '53100', severity: 'ERROR' });
    log.child({ requestId: `r${file}` }).warn({ procedure: 'p', cause: error }, 'call failed');
    log.error({ job: 'j', err: error }, 'a job failed');
    log.error(error);
  }
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { msg: 'call failed', procedure: 'p', requestId: 'r0' },
    { msg: 'a job failed', job: 'j' },
    { msg: expect.stringContaining('could not extend file') },
  ]);
  for (const line of lines) {
    expect(line).toContain('"cause":"the database has no disk space left"');
    expect(line).not.toContain('stack');
    expect(line.length).toBeLessThan(400);
  }
});
