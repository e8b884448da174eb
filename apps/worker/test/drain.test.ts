import { lockTable } from '@frontrow/embedded/testing/postgres/query';
import { until } from '@frontrow/embedded/testing/until';
import { expect, test } from 'vitest';
import { onEachBackend } from '../testing/stores/backends.ts';
import { createWorkerProcesses } from '../testing/workers/worker-processes.ts';

onEachBackend((backend) => {
  test('SIGTERM lets a running sweep finish and leaves no job locked', async () => {
    const processes = await createWorkerProcesses(backend);
    await processes.createExpiredHolds(50);
    const lock = await lockTable(processes.world.url, 'seat');
    const env = { SWEEP_BATCH: '5' };
    const worker = await processes.start(env);
    await processes.waitForBlockedSweeps(2);
    worker.child.kill('SIGTERM');
    await until('the worker drains', async () => (await worker.status('/readyz')) === 503);
    expect(await worker.status('/healthz')).toBe(200);
    expect(
      await processes.world.pool.query("select from reservation where status = 'EXPIRED'"),
    ).toMatchObject({ rowCount: 0 });
    await lock.release();
    expect(await worker.exited).toBe(0);
    expect(await processes.countUnreleasedHolds()).toBe(0);

    expect(await processes.lockedJobs()).toEqual([]);
  });

  test('a sweep that outlasts the drain ends after its current batch, and the next worker does the rest', async () => {
    const processes = await createWorkerProcesses(backend);
    await processes.createExpiredHolds(30);
    const lock = await lockTable(processes.world.url, 'seat');
    const env = { SWEEP_BATCH: '5' };
    const worker = await processes.start(env);
    await processes.waitForBlockedSweeps(2);
    const start = Date.now();
    worker.child.kill('SIGTERM');
    // Longer than the 5 seconds a sweep may continue, shorter than the lock timeout of a statement.
    await until('the deadline of the drain has passed', () => Date.now() - start > 5_500);
    await lock.release();
    expect(await worker.exited).toBe(0);
    // Two batches of 5 were in progress. Each other hold counts twice: itself and its seat.
    expect(await processes.countUnreleasedHolds()).toBe(2 * (30 - 2 * 5));

    await processes.start(env);
    await until(
      'the next worker has released the others',
      async () => (await processes.countUnreleasedHolds()) === 0,
    );
  });

  test('SIGTERM at any time after the start ends the worker with exit code 0', async () => {
    const processes = await createWorkerProcesses(backend);
    for (let n = 0; n < 4; n++) {
      const worker = await processes.start();
      await new Promise((resolve) => setTimeout(resolve, n * 150));
      worker.child.kill('SIGTERM');
      expect(await worker.exited).toBe(0);
    }
  });
});
