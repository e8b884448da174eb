import { afterAll, beforeAll, expect, test } from 'vitest';
import { CREDIT_BATCH, type CreditFacts } from '../../src/balance/batch/credit-batch.sql.ts';
import { chargersOf } from '../../testing/batches/chargers.ts';
import { pauseAfter, whilePaused } from '../../testing/batches/paused-statement.ts';
import { createWorld, SETTINGS, type World } from '../../testing/world.ts';

/* A batch waits for no row. Here its statement is paused between its snapshot and its locks, and something changes. */

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(async () => {
  expect(await world.services.admin.audit({})).toMatchObject({ ok: true });
  await world.close();
});

const SNAPSHOT = 'where stored.found is null';
const PAUSED = CREDIT_BATCH.text.replace(SNAPSHOT, `${SNAPSHOT} and ${pauseAfter('item.n')}`);
const AMOUNT = 1_000;

type Chargers = Awaited<ReturnType<typeof chargersOf>>;

/** What a batch of three users finds, if something changes after its snapshot. */
async function foundIf(
  name: string,
  change: (chargers: Chargers) => Promise<unknown>,
): Promise<Pick<CreditFacts, 'balance_after' | 'above'>[]> {
  expect(PAUSED).not.toBe(CREDIT_BATCH.text);
  const chargers = await chargersOf(world, name, 3);
  const items = chargers.callers.map(({ userId }, n) => ({
    ...{ n, ledger_entry_id: world.ctx.newId(), user_id: userId, amount: AMOUNT },
    ...{ procedure: 'balance.charge', key: null, call: null },
  }));
  const values = [SETTINGS.maxBalance, null, JSON.stringify(items)];
  const statement = { text: PAUSED, values };
  const rows = await whilePaused<CreditFacts>(world, statement, () => change(chargers));
  return rows.map(({ balance_after: balance, above }) => ({
    balance_after: balance === null ? null : Number(balance),
    above,
  }));
}

const credited = (balance: number) => ({ balance_after: balance, above: false });

test('without a change all are credited', async () => {
  const all = [credited(AMOUNT), credited(AMOUNT), credited(AMOUNT)];
  expect(await foundIf('unchanged', async () => {})).toEqual(all);
});

test('what another server has credited meanwhile counts', async () => {
  const found = await foundIf('credited meanwhile', ({ charge }) => charge(1, 77));
  expect(found).toEqual([credited(AMOUNT), credited(AMOUNT + 77), credited(AMOUNT)]);
});

test('a balance that has meanwhile come near the highest one is not charged above it', async () => {
  const found = await foundIf('filled meanwhile', async ({ charge }) => {
    for (let left = SETTINGS.maxBalance; left > 0; left -= SETTINGS.maxCharge) {
      await charge(0, SETTINGS.maxCharge);
    }
  });
  const above = { balance_after: null, above: true };
  expect(found).toEqual([above, credited(AMOUNT), credited(AMOUNT)]);
});

test('a user who has been deleted meanwhile is not charged', async () => {
  const operator = await world.caller('operator', 'operator');
  const found = await foundIf('deleted meanwhile', ({ callers }) =>
    world.services.admin.deleteUser(operator, { userId: String(callers[2]?.userId) }),
  );
  const leftOut = { balance_after: null, above: false };
  expect(found).toEqual([credited(AMOUNT), credited(AMOUNT), leftOut]);
});
