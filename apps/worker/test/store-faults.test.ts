import { setTimeout as sleep } from 'node:timers/promises';
import { onMongo } from '@frontrow/embedded/testing/mongo/mongo-client';
import { mongoAbsence } from '@frontrow/embedded/testing/mongo/shared-mongo';
import { query } from '@frontrow/embedded/testing/postgres/query';
import { until } from '@frontrow/embedded/testing/until';
import { describe, expect, test } from 'vitest';
import { recordedJob } from '../testing/jobs/recorded-job.ts';
import { MONGODB, POSTGRES } from '../testing/stores/backends.ts';
import { createInProcessWorkers } from '../testing/workers/in-process-workers.ts';
import { createWorkerProcesses, RELEASE_JOB } from '../testing/workers/worker-processes.ts';

describe('jobs in Postgres', () => {
  test('connections that are closed again and again stop no sweep, leak no LISTEN, and let the worker stop', async () => {
    const processes = await createWorkerProcesses(POSTGRES);
    const worker = await processes.start({ LOG_LEVEL: 'silent' });
    await until('the worker sweeps', async () => (await worker.runs(RELEASE_JOB)) > 0);
    for (const end = Date.now() + 6_000; Date.now() < end; await sleep(Math.random() * 40)) {
      await processes.world.ownerPool.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where datname = current_database() and application_name in ('frontrow-jobs', 'frontrow-worker')`,
      );
    }
    await processes.createExpiredHolds(5);
    await until('the holds are released', async () => {
      return (await processes.countUnreleasedHolds()) === 0;
    });
    const listening = await query<{ count: number }>(
      processes.world.url,
      `select count(*)::int as count from pg_stat_activity
       where datname = current_database() and query like 'LISTEN%'`,
    );
    expect(listening[0]?.count).toBeLessThanOrEqual(1);
    await worker.stop();
    expect(await worker.exited).toBe(0);
  });

  test('a failed unlock, for which Agenda does not wait, does not end the worker', async () => {
    const processes = await createWorkerProcesses(POSTGRES);
    const { ownerPool: pool } = processes.world;
    const worker = await processes.start({ LOG_LEVEL: 'silent' });
    await until('the audit has run', async () => (await worker.runs('audit')) > 0);
    await pool.query(
      `create function refuse() returns trigger language plpgsql as $$ begin
         if old.last_modified_by = 'dead worker' and new.locked_at is not null then return new; end if;
         if new.name = 'audit' and old.locked_at is not null and new.locked_at is null
           and old.next_run_at > now() + interval '2 seconds' then raise 'refused'; end if;
         return new; end $$;
       create trigger refuse before update on agenda_jobs for each row execute function refuse();
       update agenda_jobs set locked_at = now() - interval '1 minute', last_modified_by = 'dead worker'
         where name = 'audit'`,
    );
    // The worker takes over the expired lock, sees that the job is not due yet, and fails to unlock it.
    await until('the worker has taken the lock', async () => {
      const [row] = await query<{ by: string }>(
        processes.world.url,
        "select last_modified_by as by from agenda_jobs where name = 'audit'",
      );
      return row?.by !== 'dead worker';
    });
    const before = await worker.runs(RELEASE_JOB);
    await until('the sweeps continue', async () => (await worker.runs(RELEASE_JOB)) >= before + 3);
    expect(worker.child.exitCode).toBeNull();
  });

  test('a role that may only read and write is enough once the table exists', async () => {
    const workers = await createInProcessWorkers(POSTGRES);
    await (await workers.start()).stop();
    const role = `reader_${workers.world.url.slice(-12)}`;
    await workers.world.ownerPool.query(
      `create role ${role} login password 'reads';
       revoke create on schema public from public;
       grant select, insert, update, delete on all tables in schema public to ${role}`,
    );
    const url = new URL(workers.world.url);
    url.username = role;
    url.password = 'reads';
    const { job, runs } = recordedJob(1);
    await workers.start({ jobs: [job], env: { DATABASE_DIRECT_URL: url.href } });
    await until('the job runs', () => runs.length > 0);
    await workers.world.ownerPool.query(`drop owned by ${role}; drop role ${role}`);
  });
});

describe.skipIf(mongoAbsence !== null)('jobs in MongoDB', () => {
  const INDEX = 'oneScheduleAJob';

  const readCollection = (url: string) =>
    onMongo(url, async (client) => {
      const jobs = client.db().collection('agendaJobs');
      // Rejects while the collection does not exist.
      const indexes = await jobs.indexes().catch(() => []);
      return { count: await jobs.countDocuments(), indexes: indexes.map(({ name }) => name) };
    });

  test('a dropped collection is restored, with its jobs, its index and the change stream', async () => {
    const workers = await createInProcessWorkers(MONGODB);
    const { job, runs } = recordedJob(1);
    const worker = await workers.start({ jobs: [job] });
    await until('the job runs', () => runs.length > 0);
    const url = String(workers.env.MONGODB_URL);
    await onMongo(url, (client) => client.db().collection('agendaJobs').drop());
    await until('the job is restored', async () => (await readCollection(url)).count === 1);
    expect((await readCollection(url)).indexes).toContain(INDEX);
    const before = runs.length;
    await until('the job runs again', () => runs.length > before);
    await until('the channel is connected', () => worker.store.channel?.state === 'connected');
  });

  test('a duplicate job is deleted, at the start of a worker and later', async () => {
    const workers = await createInProcessWorkers(MONGODB);
    const url = String(workers.env.MONGODB_URL);
    const { job, runs } = recordedJob(1);
    const insertDuplicates = () =>
      onMongo(url, async (client) => {
        const jobs = client.db().collection('agendaJobs');
        await jobs.dropIndex(INDEX).catch(() => {});
        const schedule = { name: job.name, type: 'single', repeatInterval: '1 seconds' };
        const due = { ...schedule, nextRunAt: new Date(), lockedAt: null };
        await jobs.insertMany([{ ...due }, { ...due }]);
      });
    await insertDuplicates();
    await workers.start({ jobs: [job] });
    await until('the job runs', () => runs.length > 0);
    expect((await readCollection(url)).count).toBe(1);
    await insertDuplicates();
    // The worker deletes the duplicates first and creates the index after that.
    await until('one schedule and the index are left', async () => {
      const { count, indexes } = await readCollection(url);
      return count === 1 && indexes.includes(INDEX);
    });
  });
});
