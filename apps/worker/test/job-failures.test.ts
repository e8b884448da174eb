import { callOf } from '@frontrow/domain/kernel/idempotency/idempotency';
import { until } from '@frontrow/embedded/testing/until';
import { expect, test } from 'vitest';
import { onEachBackend } from '../testing/stores/backends.ts';
import {
  createInProcessWorkers,
  type InProcessWorkers,
} from '../testing/workers/in-process-workers.ts';

const PURGE_KEYS_JOB = 'purge-idempotency-keys';

/** Executes a statement with triggers disabled; they would refuse it. */
async function withoutTriggers({ world }: InProcessWorkers, statement: string): Promise<void> {
  const client = await world.ownerPool.connect();
  try {
    await client.query(`set session_replication_role = 'replica'; ${statement}`);
    await client.query('reset session_replication_role');
  } finally {
    client.release();
  }
}

onEachBackend((backend) => {
  test('a job that fails is counted, logged and retried until it succeeds', async () => {
    const workers = await createInProcessWorkers(backend);
    const { ownerPool: pool } = workers.world;
    await pool.query('alter table stored_answer rename to renamed_answer');
    const start = Date.now();
    const worker = await workers.start();
    await until('the job has failed', async () => (await worker.runs(PURGE_KEYS_JOB)).failed >= 1);
    const failure = worker.log.find(({ level }) => level === 'error');
    expect(failure).toMatchObject({
      message: 'a job failed; it will be retried',
      fields: { job: PURGE_KEYS_JOB, outcome: 'failed', err: { code: '42P01' } },
    });
    await until(
      'the job has failed three times',
      async () => (await worker.runs(PURGE_KEYS_JOB)).failed >= 3,
    );
    // One period after the first failure, two periods after the second.
    expect(Date.now() - start).toBeGreaterThan(2_900);
    const { jobs } = await worker.scheduler.agenda.queryJobs({ name: PURGE_KEYS_JOB });
    expect(jobs[0]).toMatchObject({ failReason: expect.stringMatching('stored_answer') });

    await pool.query('alter table renamed_answer rename to stored_answer');
    await until('the job succeeds again', async () => (await worker.runs(PURGE_KEYS_JOB)).ok >= 1);
    expect((await worker.runs('release-expired-holds')).failed).toBe(0);
  });

  test('a violated invariant is logged as an error and counted, and the audit itself succeeds', async () => {
    const workers = await createInProcessWorkers(backend);
    const { world } = workers;
    await world.charge(await world.caller('rich'), 50_000);
    const worker = await workers.start({ env: { AUDIT_INTERVAL_SECONDS: '1' } });
    await until('the audit has run', async () => (await worker.runs('audit')).ok >= 1);
    const counted = Object.values(await worker.violations());
    expect(counted.length).toBeGreaterThan(0);
    expect(counted.filter((count) => count !== 0)).toEqual([]);

    await withoutTriggers(workers, 'update account set balance = balance + 1 where balance > 0');
    const check = 'a balance is the sum of its ledger entries and not negative';
    await until(
      'the violation is counted',
      async () => Number((await worker.violations())[check]) > 0,
    );
    expect(worker.log.find(({ level }) => level === 'error')).toMatchObject({
      message: 'an invariant is violated',
      fields: { check, violations: [expect.objectContaining({})] },
    });
    expect((await worker.runs('audit')).failed).toBe(0);
  });

  test('stored answers are deleted after their retention, and not before', async () => {
    const workers = await createInProcessWorkers(backend);
    const { world } = workers;
    const caller = await world.caller('careful');
    const pay = (idempotencyKey: string) =>
      world.services.balance.charge(caller, { amount: 1_000, idempotencyKey });
    await pay('first-key');
    world.advanceClock(86_399);
    await pay('second-key');
    const calls = async () =>
      (await world.pool.query<{ call: string }>('select call from stored_answer')).rows.map(
        ({ call }) => call.replaceAll('-', ''),
      );
    const worker = await workers.start({ env: { IDEMPOTENCY_RETENTION_SECONDS: '86400' } });
    await until('the job has run twice', async () => (await worker.runs(PURGE_KEYS_JOB)).ok >= 2);
    expect(await calls()).toHaveLength(2);
    world.advanceClock(1);
    await until('the first answer is deleted', async () => (await calls()).length === 1);
    expect(await calls()).toEqual([callOf({ procedure: 'balance.charge', key: 'second-key' })]);
    await until(
      'the deleted row is counted',
      async () => (await worker.rows(PURGE_KEYS_JOB)) === 1,
    );
  });
});
