import { Bank } from '@frontrow/domain/testing/bank';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Matrix } from '../../testing/authorisation/matrix.ts';
import { PROCEDURES } from '../../testing/authorisation/procedures.ts';
import { buildStage, QUEUE_KEYS } from '../../testing/authorisation/stage.ts';
import { EXPECTATIONS } from '../../testing/authorisation/table.ts';
import { type Api, startApi } from '../../testing/http/api.ts';

/*
 * Every procedure by every kind of credential and every kind of queue token, in the short form that CI runs.
 * The whole matrix, some minutes long:
 *   FRONTROW_MATRIX=full npx -y pnpm@12 test apps/server/test/auth/authorisation-matrix.test.ts
 */
// biome-ignore lint/style/noProcessEnv: chooses the form of this test alone
const FULL = process.env.FRONTROW_MATRIX === 'full';
const TABLE = 'apps/server/testing/authorisation/table.ts';
const TIMEOUT = FULL ? 1_200_000 : 300_000;

let api: Api;
let matrix: Matrix;
beforeAll(async () => {
  const secrets = QUEUE_KEYS.map(({ kid, secret }) => `${kid}:${secret}`);
  const bank = new Bank();
  bank.paysAtOnce = true;
  const settings = { QUEUE_SECRET: secrets.join(','), TOPUP: 'provider' };
  api = await startApi(settings, undefined, { provider: bank });
  matrix = await Matrix.on(await buildStage(api, bank), FULL);
});
afterAll(async () => {
  matrix?.close();
  await api?.close();
});

test('the table of expectations names every procedure, and no other', () => {
  const paths = PROCEDURES.map(({ path }) => path);
  const missing = paths.filter((path) => !EXPECTATIONS[path]);
  expect(missing, `add a line for each of these to ${TABLE}`).toEqual([]);
  const unknown = Object.keys(EXPECTATIONS).filter((path) => !paths.includes(path));
  expect(unknown, `the router has none of these: remove them from ${TABLE}`).toEqual([]);
});

test('the builder of each procedure declares the access that the table expects', () => {
  const declared = PROCEDURES.map(({ path, declared }) => [path, declared]);
  const expected = PROCEDURES.map(({ path }) => {
    const access = EXPECTATIONS[path]?.access;
    return [path, access === 'entry' || access === 'pass' ? 'queue token' : access];
  });
  expect(declared).toEqual(expected);
});

test('calls that are refused, and queries, change nothing in the database', {
  timeout: TIMEOUT,
}, async () => {
  expect(await matrix.callQuietly(), 'tables that have changed').toEqual([]);
});

test.for(PROCEDURES)(
  '$path answers every kind of credential and queue token as the table says',
  { timeout: TIMEOUT },
  async (procedure) => {
    expect(EXPECTATIONS[procedure.path], `add ${procedure.path} to ${TABLE}`).toBeDefined();
    expect(await matrix.callOpen(procedure)).toEqual([]);
  },
);

test('the matrix is as large as it should be, and the audit passes after it', async () => {
  expect(matrix.calls).toBeGreaterThan(FULL ? 60_000 : 3_500);
  expect(await api.world.services.admin.audit({})).toMatchObject({ ok: true });
});
