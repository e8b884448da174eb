import { mongoFolderWithData } from '@frontrow/embedded/testing/mongo/mongo-folder';
import { mongodAbsence } from '@frontrow/embedded/testing/mongo/mongod-absence';
import { until } from '@frontrow/embedded/testing/until';
import { describe, expect, onTestFinished, test } from 'vitest';
import { onEachBackend } from '../testing/stores/backends.ts';
import {
  outage,
  type RestartablePostgres,
  startRestartablePostgres,
} from '../testing/stores/restartable-postgres.ts';
import { startWorkerProcess, type WorkerProcess } from '../testing/workers/worker-process.ts';
import { RELEASE_JOB } from '../testing/workers/worker-processes.ts';

async function startWorkers(
  count: number,
  { url }: RestartablePostgres,
  env: Record<string, string>,
): Promise<WorkerProcess[]> {
  const all = { DATABASE_URL: url, SWEEP_SECONDS: '1', LOG_LEVEL: 'silent', ...env };
  const workers = await Promise.all(Array.from({ length: count }, () => startWorkerProcess(all)));
  onTestFinished(async () => {
    await Promise.all(workers.map(({ kill }) => kill()));
  });
  return workers;
}

const statusOf = (workers: WorkerProcess[], path: string): Promise<number[]> =>
  Promise.all(workers.map((worker) => worker.status(path)));

const waitForReadiness = (workers: WorkerProcess[], status: number) =>
  until(`every /readyz is ${status}`, async () =>
    (await statusOf(workers, '/readyz')).every((each) => each === status),
  );

/** Expects that no worker has ended, that expired holds are released again, and an orderly stop. */
async function expectRecovery(
  workers: WorkerProcess[],
  postgres: RestartablePostgres,
): Promise<void> {
  await waitForReadiness(workers, 200);
  await postgres.createExpiredHolds(7);
  await until('the holds are released', async () => (await postgres.countUnreleasedHolds()) === 0);
  for (const { child } of workers) {
    expect({ code: child.exitCode, signal: child.signalCode }).toEqual({
      code: null,
      signal: null,
    });
  }
  await Promise.all(workers.map(({ stop }) => stop()));
  expect(await Promise.all(workers.map(({ exited }) => exited))).toEqual(workers.map(() => 0));
}

onEachBackend((backend) => {
  test('an outage of Postgres for 10 seconds ends no worker, and the sweeps continue after it', async () => {
    const postgres = await startRestartablePostgres();
    const jobStore = backend.createStore();
    onTestFinished(() => jobStore.drop());
    const workers = await startWorkers(2, postgres, jobStore.env);
    await waitForReadiness(workers, 200);
    await until('one of the workers sweeps', async () => {
      const runs = await Promise.all(workers.map((worker) => worker.runs(RELEASE_JOB)));
      return runs.some((count) => count > 0);
    });
    await postgres.createExpiredHolds(5);

    await postgres.kill();
    await waitForReadiness(workers, 503);
    await outage();
    expect(await statusOf(workers, '/healthz')).toEqual([200, 200]);
    expect(await statusOf(workers, '/readyz')).toEqual([503, 503]);
    await postgres.start();
    await expectRecovery(workers, postgres);
  });

  test('a worker that starts before the database starts its jobs when the database is up', async () => {
    const postgres = await startRestartablePostgres();
    await postgres.createExpiredHolds(5);
    const jobStore = backend.createStore();
    onTestFinished(() => jobStore.drop());
    await postgres.kill();
    const workers = await startWorkers(1, postgres, jobStore.env);
    expect(await statusOf(workers, '/healthz')).toEqual([200]);
    expect(await statusOf(workers, '/readyz')).toEqual([503]);
    await postgres.start();
    await expectRecovery(workers, postgres);
  });
});

describe.skipIf(mongodAbsence !== null)('jobs in a MongoDB that fails', () => {
  test('an outage of MongoDB for 10 seconds ends no worker, and the sweeps continue after it', async () => {
    const postgres = await startRestartablePostgres();
    const mongo = await mongoFolderWithData();
    const { url: MONGODB_URL } = await mongo.start();
    const workers = await startWorkers(2, postgres, { MONGODB_URL });
    await waitForReadiness(workers, 200);
    await postgres.createExpiredHolds(5);

    await mongo.kill();
    await waitForReadiness(workers, 503);
    await outage();
    expect(await statusOf(workers, '/healthz')).toEqual([200, 200]);
    expect((await mongo.start()).url).toBe(MONGODB_URL);
    await expectRecovery(workers, postgres);
  });

  test('a worker that starts before MongoDB starts its jobs when MongoDB is up', async () => {
    const postgres = await startRestartablePostgres();
    const mongo = await mongoFolderWithData();
    const { url: MONGODB_URL } = await mongo.start();
    await mongo.kill();
    const workers = await startWorkers(1, postgres, { MONGODB_URL });
    expect(await statusOf(workers, '/readyz')).toEqual([503]);
    expect((await mongo.start()).url).toBe(MONGODB_URL);
    await expectRecovery(workers, postgres);
  });

  test('jobs are inserted again after the loss of all data', async () => {
    const postgres = await startRestartablePostgres();
    const mongo = await mongoFolderWithData();
    const { url: MONGODB_URL } = await mongo.start();
    const workers = await startWorkers(2, postgres, { MONGODB_URL });
    await waitForReadiness(workers, 200);
    const { MongoClient } = await import('mongodb');
    const client = new MongoClient(MONGODB_URL);
    await client.db().dropDatabase();
    await client.close();
    await expectRecovery(workers, postgres);
  });
});
