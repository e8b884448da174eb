import { mongoFolder } from '@frontrow/embedded/testing/mongo/mongo-folder';
import { mongodAbsence } from '@frontrow/embedded/testing/mongo/mongod-absence';
import { until } from '@frontrow/embedded/testing/until';
import { describe, expect, onTestFinished, test } from 'vitest';
import { onEachBackend } from '../testing/backends.ts';
import { away, type OwnPostgres, ownPostgres } from '../testing/own-postgres.ts';
import { RELEASE } from '../testing/plant.ts';
import { startWorkerProcess, type WorkerProcess } from '../testing/worker-process.ts';

async function startWorkers(
  count: number,
  { url }: OwnPostgres,
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

const untilAll = (workers: WorkerProcess[], status: number) =>
  until(`every /readyz is ${status}`, async () =>
    (await statusOf(workers, '/readyz')).every((each) => each === status),
  );

/** None has ended, and the holds that ran out meanwhile are released. */
async function expectToGoOn(workers: WorkerProcess[], postgres: OwnPostgres): Promise<void> {
  await untilAll(workers, 200);
  await postgres.lapse(7);
  await until('they are released', async () => (await postgres.unreleased()) === 0);
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
  test('Postgres goes away for 10 seconds: no worker ends, and the sweeps go on after it', async () => {
    const postgres = await ownPostgres();
    const place = backend.place();
    onTestFinished(() => place.drop());
    const workers = await startWorkers(2, postgres, place.env);
    await untilAll(workers, 200);
    await until('they sweep', async () => (await Number(workers[0]?.runs(RELEASE))) !== 0);
    await postgres.lapse(5);

    await postgres.kill();
    await untilAll(workers, 503);
    await away();
    expect(await statusOf(workers, '/healthz')).toEqual([200, 200]);
    expect(await statusOf(workers, '/readyz')).toEqual([503, 503]);
    await postgres.start();
    await expectToGoOn(workers, postgres);
  });

  test('a worker that starts before the database is there begins when it comes', async () => {
    const postgres = await ownPostgres();
    await postgres.lapse(5);
    const place = backend.place();
    onTestFinished(() => place.drop());
    await postgres.kill();
    const workers = await startWorkers(1, postgres, place.env);
    expect(await statusOf(workers, '/healthz')).toEqual([200]);
    expect(await statusOf(workers, '/readyz')).toEqual([503]);
    await postgres.start();
    await expectToGoOn(workers, postgres);
  });
});

describe.skipIf(mongodAbsence !== null)('MongoDB', () => {
  test('goes away for 10 seconds: no worker ends, and the sweeps go on after it', async () => {
    const postgres = await ownPostgres();
    const mongo = mongoFolder();
    const { url: MONGODB_URL } = await mongo.start();
    const workers = await startWorkers(2, postgres, { MONGODB_URL });
    await untilAll(workers, 200);
    await postgres.lapse(5);

    await mongo.kill();
    await untilAll(workers, 503);
    await away();
    expect(await statusOf(workers, '/healthz')).toEqual([200, 200]);
    expect((await mongo.start()).url).toBe(MONGODB_URL);
    await expectToGoOn(workers, postgres);
  });

  test('comes after the worker has started', async () => {
    const postgres = await ownPostgres();
    const mongo = mongoFolder();
    const { url: MONGODB_URL } = await mongo.start();
    await mongo.kill();
    const workers = await startWorkers(1, postgres, { MONGODB_URL });
    expect(await statusOf(workers, '/readyz')).toEqual([503]);
    expect((await mongo.start()).url).toBe(MONGODB_URL);
    await expectToGoOn(workers, postgres);
  });

  test('loses all its jobs: they are put in again', async () => {
    const postgres = await ownPostgres();
    const mongo = mongoFolder();
    const { url: MONGODB_URL } = await mongo.start();
    const workers = await startWorkers(2, postgres, { MONGODB_URL });
    await untilAll(workers, 200);
    const { MongoClient } = await import('mongodb');
    const client = new MongoClient(MONGODB_URL);
    await client.db().dropDatabase();
    await client.close();
    await expectToGoOn(workers, postgres);
  });
});
