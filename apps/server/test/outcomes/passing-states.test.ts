import { createWorld, type World } from '@frontrow/domain/testing/world';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Api, refusalOf, startApi } from '../../testing/http/api.ts';

let world: World;
let api: Api;
beforeAll(async () => {
  world = await createWorld({}, 1);
  api = await startApi({}, world);
});
afterAll(() => api.close());

/** Makes each change of a balance end with this SQL state, as the database would. */
async function failWith(state: string): Promise<void> {
  await world.ownerPool.query(`
    create or replace function fail() returns trigger language plpgsql as
      $$ begin raise exception 'from a test' using errcode = '${state}'; end $$;
    create or replace trigger fail before insert on ledger_entry for each row execute function fail()`);
}
const heal = () => world.ownerPool.query('drop trigger fail on ledger_entry');

/** Of the table in `kernel/database/unavailable.ts`, those that a statement can end with. */
describe('a mutation that the database refuses for now is unavailable, not done, and works later:', () => {
  test.each([
    ['25006', 'a standby'],
    ['40001', 'a serialization failure'],
    ['40P01', 'a deadlock'],
    ['53100', 'a full disk'],
    ['53200', 'no memory'],
    ['53300', 'no connection'],
    ['55P03', 'a lock'],
    ['57014', 'a cancelled statement'],
  ])('%s, %s', async (state) => {
    const visitor = await api.visitor(`meets ${state}`);
    await failWith(state);
    for (const key of [{}, { idempotencyKey: 'a-key-of-the-test' }]) {
      const call = visitor.client.balance.charge.mutate({ amount: 1_000, ...key });
      expect(await refusalOf(call)).toMatchObject({
        errorCode: 'SERVICE_UNAVAILABLE',
        httpStatus: 503,
        details: { retryAfterSeconds: 1, outcome: 'NOT_DONE' },
      });
    }
    await heal();
    expect(await visitor.client.balance.get.query()).toMatchObject({ amount: 0 });
    await visitor.client.balance.charge.mutate({ amount: 1_000 });
  });

  test('a connection that came to a standby is given up', async () => {
    const visitor = await api.visitor('meets a standby');
    await world.pool.query('set default_transaction_read_only = on');
    const charge = () => visitor.client.balance.charge.mutate({ amount: 1_000 });
    expect(await refusalOf(charge())).toMatchObject({ details: { outcome: 'NOT_DONE' } });
    expect(await charge()).toMatchObject({ amount: 1_000 });
  });

  test('a person ends the connection of a statement that waits: nobody can tell', async () => {
    const visitor = await api.visitor('ended by hand');
    await visitor.client.balance.charge.mutate({ amount: 1_000 });
    const { rows } = await world.pool.query('select pg_backend_pid() as pid');
    const locker = await world.ownerPool.connect();
    await locker.query('begin');
    await locker.query('select from account where user_id = $1 for update', [visitor.user.id]);
    const refused = refusalOf(visitor.client.balance.charge.mutate({ amount: 1_000 }));
    for (let ended = false; !ended; ) {
      const { rows: found } = await locker.query(
        `select pg_terminate_backend(pid) as ended from pg_stat_get_activity(null)
         where pid = $1 and wait_event_type = 'Lock'`,
        [rows[0].pid],
      );
      ended = found.length > 0;
    }
    expect(await refused).toMatchObject({ details: { outcome: 'UNKNOWN' } });
    await locker.query('rollback');
    locker.release();
    expect(await visitor.client.balance.get.query()).toMatchObject({ amount: 1_000 });
  });
});
