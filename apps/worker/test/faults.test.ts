import { until } from '@frontrow/embedded/testing/until';
import { expect, test } from 'vitest';
import { onEachBackend } from '../testing/backends.ts';
import { type Office, openOffice } from '../testing/office.ts';

const KEYS = 'purge-idempotency-keys';

/** Past the triggers that would refuse it. */
async function byHand({ world }: Office, statement: string): Promise<void> {
  const client = await world.pool.connect();
  try {
    await client.query(`set session_replication_role = 'replica'; ${statement}`);
    await client.query('reset session_replication_role');
  } finally {
    client.release();
  }
}

onEachBackend((backend) => {
  test('a job that throws is counted and logged, tried at its next period, and well again', async () => {
    const office = await openOffice(backend);
    const { pool } = office.world;
    await pool.query('alter table idempotency_key rename to gone');
    const start = Date.now();
    const clerk = await office.clerk();
    await until('it has failed', async () => (await clerk.runs(KEYS)).failed >= 1);
    const complaint = clerk.lines.find(({ level }) => level === 'error');
    expect(complaint).toMatchObject({
      message: 'a job failed; it is tried again',
      fields: { job: KEYS, outcome: 'failed', err: { code: '42P01' } },
    });
    await until('it has failed again', async () => (await clerk.runs(KEYS)).failed >= 3);
    // A period after the first, two after the second.
    expect(Date.now() - start).toBeGreaterThan(2_900);
    const { jobs } = await clerk.scheduler.agenda.queryJobs({ name: KEYS });
    expect(jobs[0]).toMatchObject({ failReason: expect.stringMatching('idempotency_key') });

    await pool.query('alter table gone rename to idempotency_key');
    await until('it is well again', async () => (await clerk.runs(KEYS)).ok >= 1);
    expect((await clerk.runs('release-expired-holds')).failed).toBe(0);
  });

  test('a violation of an invariant is logged as an error and counted; the job goes on', async () => {
    const office = await openOffice(backend);
    const { world } = office;
    await world.charge(await world.caller('rich'), 50_000);
    const clerk = await office.clerk({ env: { RECONCILE_SECONDS: '1' } });
    await until('it has looked', async () => (await clerk.runs('reconcile-ledger')).ok >= 1);
    const counted = Object.values(await clerk.violations());
    expect(counted.length).toBeGreaterThan(0);
    expect(counted.filter((count) => count !== 0)).toEqual([]);

    await byHand(office, 'update account set balance = balance + 1 where balance > 0');
    const check = 'a balance is the sum of its ledger entries and not negative';
    await until('it is counted', async () => Number((await clerk.violations())[check]) > 0);
    expect(clerk.lines.find(({ level }) => level === 'error')).toMatchObject({
      message: 'an invariant is violated',
      fields: { check, violations: [expect.objectContaining({})] },
    });
    expect((await clerk.runs('reconcile-ledger')).failed).toBe(0);
  });

  test('stored answers go after their retention, and not before', async () => {
    const office = await openOffice(backend);
    const { world } = office;
    const caller = await world.caller('careful');
    const pay = (idempotencyKey: string) =>
      world.services.balance.charge(caller, { amount: 1_000, idempotencyKey });
    await pay('first-key');
    world.pass(86_399);
    await pay('second-key');
    const keys = async () => (await world.pool.query('select key from idempotency_key')).rows;
    const clerk = await office.clerk({ env: { IDEMPOTENCY_RETENTION_SECONDS: '86400' } });
    await until('it has looked', async () => (await clerk.runs(KEYS)).ok >= 2);
    expect(await keys()).toHaveLength(2);
    world.pass(1);
    await until('the first is gone', async () => (await keys()).length === 1);
    expect(await keys()).toEqual([{ key: 'second-key' }]);
    await until('it is counted', async () => (await clerk.rows(KEYS)) === 1);
  });
});
