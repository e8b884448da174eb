import { lockTable } from '@frontrow/embedded/testing/postgres/query';
import { until } from '@frontrow/embedded/testing/until';
import { expect, test } from 'vitest';
import { onEachBackend } from '../testing/backends.ts';
import { openPlant, RELEASE } from '../testing/plant.ts';
import type { WorkerProcess } from '../testing/worker-process.ts';

const JOBS = [RELEASE, 'purge-queue-tokens', 'purge-idempotency-keys', 'reconcile-ledger'];

const together = async (workers: WorkerProcess[], job: string): Promise<number> => {
  const runs = await Promise.all(workers.map((worker) => worker.runs(job)));
  return runs.reduce((sum, each) => sum + each, 0);
};

onEachBackend((backend) => {
  test('two workers do each job once a period between them, and both do some', async () => {
    const plant = await openPlant(backend);
    const start = Date.now();
    const env = { RECONCILE_SECONDS: '1' };
    const workers = await Promise.all([plant.start(env), plant.start(env)]);
    for (const job of JOBS) {
      await until(`${job} has run some times`, async () => (await together(workers, job)) >= 6);
      const runs = await together(workers, job);
      expect(runs).toBeLessThanOrEqual((Date.now() - start) / 1_000 + 1);
    }
    for (const worker of workers) {
      await until('each has done some', async () => {
        const runs = await Promise.all(JOBS.map((job) => worker.runs(job)));
        return runs.some((count) => count > 0);
      });
    }
  });

  test('a worker is killed in the middle of a sweep: the other takes over within 15 seconds', async () => {
    const plant = await openPlant(backend);
    await plant.lapse(20);
    const lock = await lockTable(plant.world.url, 'reservation');
    const first = await plant.start();
    await plant.sweepsWait(2);
    // The sweep hangs, and the first one has the job; the second looks on.
    const second = await plant.start();
    await until('the second looks', async () => (await second.runs('purge-queue-tokens')) > 0);
    await first.kill();
    const killed = Date.now();
    await lock.release();
    await until('the other has swept', async () => (await second.runs(RELEASE)) > 0, 15_000);
    expect(Date.now() - killed).toBeLessThan(15_000);
    expect(await plant.unreleased()).toBe(0);
    expect(await second.rows(RELEASE)).toBe(20);
  });

  test('the same where the next period is far away: what was cut off is due at once', async () => {
    const plant = await openPlant(backend);
    await plant.lapse(20);
    const lock = await lockTable(plant.world.url, 'reservation');
    const env = { SWEEP_SECONDS: '3600' };
    const first = await plant.start(env);
    await plant.sweepsWait(2);
    const second = await plant.start(env);
    await until('the second is ready', async () => (await second.status('/readyz')) === 200);
    await first.kill();
    await lock.release();
    await until('the other has swept', async () => (await second.runs(RELEASE)) > 0, 15_000);
    expect(await plant.unreleased()).toBe(0);
  });

  test('a frozen worker goes on without harm when another has taken its job over', async () => {
    const plant = await openPlant(backend);
    const [first, second] = await Promise.all([plant.start(), plant.start()]);
    const before = await first.runs(RELEASE);
    first.freeze();
    const [so] = [await second.runs(RELEASE)];
    await until('the other does it all', async () => (await second.runs(RELEASE)) >= so + 12);
    first.goOn();
    await until('it goes on', async () => (await first.status('/readyz')) === 200);
    await plant.lapse(10);
    await until('all are released', async () => (await plant.unreleased()) === 0);
    expect(await first.runs(RELEASE)).toBeGreaterThanOrEqual(before);
    await until('all are counted', async () => {
      return (await first.rows(RELEASE)) + (await second.rows(RELEASE)) === 10;
    });
  });
});
