import { until } from '@frontrow/embedded/testing/processes';
import { expect, test } from 'vitest';
import { onEachBackend } from '../testing/stores/backends.ts';
import {
  createInProcessWorkers,
  type InProcessWorkers,
} from '../testing/workers/in-process-workers.ts';

const PURGE_KEYS_JOB = 'purge-idempotency-keys';

/** Past the triggers that would refuse it. */
async function byHand({ world }: InProcessWorkers, statement: string): Promise<void> {
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
    const workers = await createInProcessWorkers(backend);
    const { pool } = workers.world;
    await pool.query('alter table idempotency_key rename to gone');
    const start = Date.now();
    const worker = await workers.start();
    await until('it has failed', async () => (await worker.runs(PURGE_KEYS_JOB)).failed >= 1);
    const complaint = worker.lines.find(({ level }) => level === 'error');
    expect(complaint).toMatchObject({
      message: 'a job failed; it is tried again',
      fields: { job: PURGE_KEYS_JOB, outcome: 'failed', err: { code: '42P01' } },
    });
    await until('it has failed again', async () => (await worker.runs(PURGE_KEYS_JOB)).failed >= 3);
    // A period after the first, two after the second.
    expect(Date.now() - start).toBeGreaterThan(2_900);
    const { jobs } = await worker.scheduler.agenda.queryJobs({ name: PURGE_KEYS_JOB });
    expect(jobs[0]).toMatchObject({ failReason: expect.stringMatching('idempotency_key') });

    await pool.query('alter table gone rename to idempotency_key');
    await until('it is well again', async () => (await worker.runs(PURGE_KEYS_JOB)).ok >= 1);
    expect((await worker.runs('release-expired-holds')).failed).toBe(0);
  });

  test('a violation of an invariant is logged as an error and counted; the job goes on', async () => {
    const workers = await createInProcessWorkers(backend);
    const { world } = workers;
    await world.charge(await world.caller('rich'), 50_000);
    const worker = await workers.start({ env: { RECONCILE_SECONDS: '1' } });
    await until('it has looked', async () => (await worker.runs('reconcile-ledger')).ok >= 1);
    const counted = Object.values(await worker.violations());
    expect(counted.length).toBeGreaterThan(0);
    expect(counted.filter((count) => count !== 0)).toEqual([]);

    await byHand(workers, 'update account set balance = balance + 1 where balance > 0');
    const check = 'a balance is the sum of its ledger entries and not negative';
    await until('it is counted', async () => Number((await worker.violations())[check]) > 0);
    expect(worker.lines.find(({ level }) => level === 'error')).toMatchObject({
      message: 'an invariant is violated',
      fields: { check, violations: [expect.objectContaining({})] },
    });
    expect((await worker.runs('reconcile-ledger')).failed).toBe(0);
  });

  test('stored answers go after their retention, and not before', async () => {
    const workers = await createInProcessWorkers(backend);
    const { world } = workers;
    const caller = await world.caller('careful');
    const pay = (idempotencyKey: string) =>
      world.services.balance.charge(caller, { amount: 1_000, idempotencyKey });
    await pay('first-key');
    world.pass(86_399);
    await pay('second-key');
    const keys = async () => (await world.pool.query('select key from idempotency_key')).rows;
    const worker = await workers.start({ env: { IDEMPOTENCY_RETENTION_SECONDS: '86400' } });
    await until('it has looked', async () => (await worker.runs(PURGE_KEYS_JOB)).ok >= 2);
    expect(await keys()).toHaveLength(2);
    world.pass(1);
    await until('the first is gone', async () => (await keys()).length === 1);
    expect(await keys()).toEqual([{ key: 'second-key' }]);
    await until('it is counted', async () => (await worker.rows(PURGE_KEYS_JOB)) === 1);
  });
});
