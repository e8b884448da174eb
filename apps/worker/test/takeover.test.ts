import { lockTable } from '@frontrow/embedded/testing/postgres/query';
import { until } from '@frontrow/embedded/testing/until';
import { expect, test } from 'vitest';
import { onEachBackend } from '../testing/stores/backends.ts';
import type { WorkerProcess } from '../testing/workers/worker-process.ts';
import { createWorkerProcesses, RELEASE_JOB } from '../testing/workers/worker-processes.ts';

const JOBS = [RELEASE_JOB, 'purge-queue-tokens', 'purge-idempotency-keys', 'audit'];

const totalRuns = async (workers: WorkerProcess[], job: string): Promise<number> => {
  const runs = await Promise.all(workers.map((worker) => worker.runs(job)));
  return runs.reduce((sum, each) => sum + each, 0);
};

onEachBackend((backend) => {
  test('two workers run each job once per period between them, and either one runs them alone', async () => {
    const processes = await createWorkerProcesses(backend);
    const start = Date.now();
    const env = { AUDIT_INTERVAL_SECONDS: '1' };
    const workers: [WorkerProcess, WorkerProcess] = await Promise.all([
      processes.start(env),
      processes.start(env),
    ]);
    for (const job of JOBS) {
      // The audit pauses between its statements, the longer the busier the machine is.
      const sixTimes = async () => (await totalRuns(workers, job)) >= 6;
      await until(`${job} has run six times`, sixTimes, 60_000);
      const runs = await totalRuns(workers, job);
      expect(runs).toBeLessThanOrEqual((Date.now() - start) / 1_000 + 1);
    }
    // Which of the two gets a job is chance. Without the one that got more, the other runs them all.
    const [one, two] = workers;
    const [busier, other] =
      (await one.runs(RELEASE_JOB)) > (await two.runs(RELEASE_JOB)) ? [one, two] : [two, one];
    await busier.stop();
    for (const job of JOBS) {
      const before = await other.runs(job);
      await until(`${job} has run again`, async () => (await other.runs(job)) > before);
    }
  });

  test('a worker killed in the middle of a sweep: the other takes over within 15 seconds', async () => {
    const processes = await createWorkerProcesses(backend);
    await processes.createExpiredHolds(20);
    const lock = await lockTable(processes.world.url, 'reservation');
    const first = await processes.start();
    await processes.waitForBlockedSweeps(2);
    // The sweep waits for the lock of the table; the first worker holds the job.
    const second = await processes.start();
    // Which of the two runs the other jobs is chance: the second need not get one.
    await until('the second worker is ready', async () => (await second.status('/readyz')) === 200);
    await first.kill();
    const killed = Date.now();
    await lock.release();
    await until(
      'the second worker has swept',
      async () => (await second.runs(RELEASE_JOB)) > 0,
      15_000,
    );
    expect(Date.now() - killed).toBeLessThan(15_000);
    expect(await processes.countUnreleasedHolds()).toBe(0);
    expect(await second.rows(RELEASE_JOB)).toBe(20);
  });

  test('a worker killed with a period of an hour: the other runs the interrupted job at once', async () => {
    const processes = await createWorkerProcesses(backend);
    await processes.createExpiredHolds(20);
    const lock = await lockTable(processes.world.url, 'reservation');
    const env = { SWEEP_SECONDS: '3600' };
    const first = await processes.start(env);
    await processes.waitForBlockedSweeps(2);
    const second = await processes.start(env);
    await until('the second worker is ready', async () => (await second.status('/readyz')) === 200);
    await first.kill();
    await lock.release();
    await until(
      'the second worker has swept',
      async () => (await second.runs(RELEASE_JOB)) > 0,
      60_000,
    );
    expect(await processes.countUnreleasedHolds()).toBe(0);
  });

  test('a worker that was frozen while another took over its jobs continues without harm', async () => {
    const processes = await createWorkerProcesses(backend);
    const [first, second] = await Promise.all([processes.start(), processes.start()]);
    const before = await first.runs(RELEASE_JOB);
    first.freeze();
    const frozenAt = await second.runs(RELEASE_JOB);
    await until(
      'the other worker runs the job alone',
      async () => (await second.runs(RELEASE_JOB)) >= frozenAt + 12,
    );
    first.resume();
    await until('the thawed worker is ready', async () => (await first.status('/readyz')) === 200);
    await processes.createExpiredHolds(10);
    await until(
      'all holds are released',
      async () => (await processes.countUnreleasedHolds()) === 0,
    );
    expect(await first.runs(RELEASE_JOB)).toBeGreaterThanOrEqual(before);
    await until('all releases are counted', async () => {
      return (await first.rows(RELEASE_JOB)) + (await second.rows(RELEASE_JOB)) === 10;
    });
  });
});
