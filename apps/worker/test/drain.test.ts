import { lockTable } from '@frontrow/embedded/testing/postgres/query';
import { until } from '@frontrow/embedded/testing/until';
import { expect, test } from 'vitest';
import { onEachBackend } from '../testing/backends.ts';
import { openPlant } from '../testing/plant.ts';

onEachBackend((backend) => {
  test('SIGTERM lets a running sweep finish, and leaves nothing locked', async () => {
    const plant = await openPlant(backend);
    await plant.lapse(50);
    const lock = await lockTable(plant.world.url, 'seat');
    const env = { SWEEP_BATCH: '5' };
    const worker = await plant.start(env);
    await plant.sweepsWait(2);
    worker.child.kill('SIGTERM');
    await until('it drains', async () => (await worker.status('/readyz')) === 503);
    expect(await worker.status('/healthz')).toBe(200);
    expect(
      await plant.world.pool.query("select from reservation where status = 'EXPIRED'"),
    ).toMatchObject({ rowCount: 0 });
    await lock.release();
    expect(await worker.exited).toBe(0);
    expect(await plant.unreleased()).toBe(0);

    expect(await plant.locked()).toEqual([]);
  });

  test('a sweep that does not end in time is cut off after its batch, and the next goes on', async () => {
    const plant = await openPlant(backend);
    await plant.lapse(30);
    const lock = await lockTable(plant.world.url, 'seat');
    const env = { SWEEP_BATCH: '5' };
    const worker = await plant.start(env);
    await plant.sweepsWait(2);
    const start = Date.now();
    worker.child.kill('SIGTERM');
    // Longer than it lets a sweep go on, less than a statement waits for a lock.
    await until('it gives the sweep up', () => Date.now() - start > 5_500);
    await lock.release();
    expect(await worker.exited).toBe(0);
    // A batch in each of its two lanes was under way; a hold and its seat are left of each other one.
    expect(await plant.unreleased()).toBe(2 * (30 - 2 * 5));

    await plant.start(env);
    await until('the next has swept', async () => (await plant.unreleased()) === 0);
  });

  test('SIGTERM at any moment of its life ends it well', async () => {
    const plant = await openPlant(backend);
    for (let n = 0; n < 4; n++) {
      const worker = await plant.start();
      await new Promise((resolve) => setTimeout(resolve, n * 150));
      worker.child.kill('SIGTERM');
      expect(await worker.exited).toBe(0);
    }
  });
});
