import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test } from 'vitest';
import { type DemoRun, type Program, runDemo, startProgram } from '../testing/processes.ts';

/** One data folder for all tests: only the first start makes a cluster, and each leaves its data to the next. */
const folder = mkdtempSync(join(tmpdir(), 'frontrow-demo-'));
let program: Program | null = null;
/** The demo calls the server alone; the first test runs it beside a worker, as `pnpm start` does. */
const SERVER = { FRONTROW_SERVICES: 'server' };
afterEach(async () => {
  await program?.stop();
  program = null;
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Expects only expected results. A failure shows the whole output. */
function expectSuccess({ code, stdout, stderr }: DemoRun): void {
  expect(stdout.trimEnd().split('\n').at(-1), stdout + stderr).toMatch(
    /^[1-9]\d+ steps as the diagrams say, 0 otherwise$/,
  );
  expect(stdout).not.toMatch(/^ *✗/m);
  expect(stderr).toBe('');
  expect(code).toBe(0);
}

test('all steps go as the diagrams say, also in a second run on the same data', async () => {
  program = await startProgram({ FRONTROW_DATA: folder });
  const first = await runDemo({ FRONTROW_DATA: folder });
  expectSuccess(first);
  expect(first.stdout).not.toContain('\u001b');
  for (const title of ['유저 대기열 토큰 기능', '결제', '콘서트 임시예약 해제 스케줄링']) {
    expect(first.stdout).toContain(title);
  }
  expect(first.stdout).toContain('TOPUP=open');
  expectSuccess(await runDemo({ FRONTROW_DATA: folder }));
});

test('with short holds the demo shows a hold that expires, and with a payment provider a top-up', async () => {
  const settings = { HOLD_SECONDS: '3', TOPUP: 'provider' };
  program = await startProgram({ ...SERVER, FRONTROW_DATA: folder, ...settings });
  const run = await runDemo({ FRONTROW_DATA: folder });
  expectSuccess(run);
  expect(run.stdout).toMatch(/hold, 3 s later +EXPIRED/);
  expect(run.stdout).toMatch(/through the payment provider +CREDITED/);
});

test('an unexpected result makes the exit code 1', async () => {
  program = await startProgram({ ...SERVER, FRONTROW_DATA: folder, MAX_CHARGE: '90000' });
  const { code, stdout } = await runDemo({ FRONTROW_DATA: folder });
  expect(stdout).toContain('✗ Mina charges 100,000');
  expect(stdout.trimEnd()).toMatch(/\d+ steps as the diagrams say, [1-9]\d* otherwise$/);
  expect(code).toBe(1);
});

test('without a running server it says how to start one', async () => {
  const none = await runDemo({ FRONTROW_DATA: folder, PORT: '1' });
  expect(none).toMatchObject({ code: 1, stdout: '' });
  expect(none.stderr).toMatch(/^Frontrow does not answer at .*pnpm start.*\n$/);

  writeFileSync(join(folder, 'running.json'), JSON.stringify({ server: 'http://127.0.0.1:1' }));
  expect(await runDemo({ FRONTROW_DATA: folder })).toMatchObject({ code: 1, stdout: '' });
});
