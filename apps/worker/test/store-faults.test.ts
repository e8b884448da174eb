import { setTimeout as sleep } from 'node:timers/promises';
import { onMongo } from '@frontrow/embedded/testing/mongo';
import { until } from '@frontrow/embedded/testing/processes';
import { query } from '@frontrow/embedded/testing/query';
import { describe, expect, inject, test } from 'vitest';
import { recordedJob } from '../testing/jobs/recorded-job.ts';
import { MONGODB, onEachBackend, POSTGRES } from '../testing/stores/backends.ts';
import { createInProcessWorkers } from '../testing/workers/in-process-workers.ts';
import { createWorkerProcesses, RELEASE_JOB } from '../testing/workers/worker-processes.ts';

describe('jobs in Postgres', () => {
  test('connections are cut again and again: the sweeps go on, and a stop is a stop', async () => {
    const processes = await createWorkerProcesses(POSTGRES);
    const worker = await processes.start({ LOG_LEVEL: 'silent' });
    await until('it sweeps', async () => (await worker.runs(RELEASE_JOB)) > 0);
    for (const end = Date.now() + 6_000; Date.now() < end; await sleep(Math.random() * 40)) {
      await processes.world.pool.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where datname = current_database() and application_name in ('frontrow-jobs', 'frontrow-worker')`,
      );
    }
    await processes.createExpiredHolds(5);
    await until('they are released', async () => (await processes.countUnreleasedHolds()) === 0);
    const listening = await query<{ count: number }>(
      processes.world.url,
      `select count(*)::int as count from pg_stat_activity
       where datname = current_database() and query like 'LISTEN%'`,
    );
    expect(listening[0]?.count).toBeLessThanOrEqual(1);
    await worker.stop();
    expect(await worker.exited).toBe(0);
  });

  test('a statement of Agenda that nobody waits for fails: the worker goes on', async () => {
    const processes = await createWorkerProcesses(POSTGRES);
    const { pool } = processes.world;
    const worker = await processes.start({ LOG_LEVEL: 'silent' });
    await until('it has audited', async () => (await worker.runs('reconcile-ledger')) > 0);
    await pool.query(
      `create function refuse() returns trigger language plpgsql as $$ begin
         if old.last_modified_by = 'the dead' and new.locked_at is not null then return new; end if;
         if new.name = 'reconcile-ledger' and old.locked_at is not null and new.locked_at is null
           and old.next_run_at > now() + interval '2 seconds' then raise 'refused'; end if;
         return new; end $$;
       create trigger refuse before update on agenda_jobs for each row execute function refuse();
       update agenda_jobs set locked_at = now() - interval '1 minute', last_modified_by = 'the dead'
         where name = 'reconcile-ledger'`,
    );
    // It takes what the dead one had, finds it not due for long, and cannot unlock it.
    await until('it has tried', async () => {
      const [row] = await query<{ by: string }>(
        processes.world.url,
        "select last_modified_by as by from agenda_jobs where name = 'reconcile-ledger'",
      );
      return row?.by !== 'the dead';
    });
    const before = await worker.runs(RELEASE_JOB);
    await until('it sweeps on', async () => (await worker.runs(RELEASE_JOB)) >= before + 3);
    expect(worker.child.exitCode).toBeNull();
  });

  test('where the table stands, a role that may only read and write it is enough', async () => {
    const workers = await createInProcessWorkers(POSTGRES);
    await (await workers.start()).stop();
    const role = `reader_${workers.world.url.slice(-12)}`;
    await workers.world.pool.query(
      `create role ${role} login password 'reads';
       revoke create on schema public from public;
       grant select, insert, update, delete on all tables in schema public to ${role}`,
    );
    const url = new URL(workers.world.url);
    url.username = role;
    url.password = 'reads';
    const { job, runs } = recordedJob(1);
    await workers.start({ jobs: [job], env: { DATABASE_DIRECT_URL: url.href } });
    await until('it runs', () => runs.length > 0);
    await workers.world.pool.query(`drop owned by ${role}; drop role ${role}`);
  });
});

onEachBackend((backend) => {
  test('two workers with different periods keep to the shorter one', async () => {
    const workers = await createInProcessWorkers(backend);
    const [often, seldom] = [recordedJob(4), recordedJob(3_600)];
    const handles = [await workers.start({ jobs: [seldom.job] })];
    await until('it runs', () => seldom.runs.length === 1);
    const start = Date.now();
    handles.push(await workers.start({ jobs: [often.job] }));
    const runs = () => seldom.runs.length + often.runs.length;
    await until('it runs again', () => runs() >= 4);
    expect(Date.now() - start).toBeGreaterThan(2 * 4_000 - 500);
    expect(handles.flatMap(({ lines }) => lines.map(({ message }) => message))).toContain(
      'a job stood with another period than the settings say',
    );
  });

  test('what was to run now and is cut off by a stop is run by another', async () => {
    const workers = await createInProcessWorkers(backend);
    const { job, runs } = recordedJob(3_600);
    const first = await workers.start({ jobs: [job] });
    await until('it runs', () => runs[0]?.ended);
    const endless = { ...job, run: () => new Promise(() => {}) };
    const second = await workers.start({ jobs: [endless] });
    await first.stop();
    await second.scheduler.agenda.now(job.name);
    const stored = async () =>
      (await second.store.backend.repository.queryJobs()).jobs.find(
        ({ type }) => type === 'normal',
      );
    await until('it is under way', async () => (await stored())?.lastRunAt);
    await second.scheduler.stop();
    expect(await stored()).toMatchObject({ lockedAt: undefined });
    await workers.start({ jobs: [job] });
    await until('another has run it', () => runs.length === 2);
  });
});

describe.skipIf(inject('mongoAbsent') !== null)('jobs in MongoDB', () => {
  const jobsIn = (url: string) =>
    onMongo(url, async (client) => {
      const jobs = client.db().collection('agendaJobs');
      // While the collection is not there, it has none.
      const indexes = await jobs.indexes().catch(() => []);
      return { count: await jobs.countDocuments(), indexes: indexes.map(({ name }) => name) };
    });

  test('the collection is lost: jobs, index and change stream come back', async () => {
    const workers = await createInProcessWorkers(MONGODB);
    const { job, runs } = recordedJob(1);
    const worker = await workers.start({ jobs: [job] });
    await until('it runs', () => runs.length > 0);
    const url = String(workers.env.MONGODB_URL);
    await onMongo(url, (client) => client.db().collection('agendaJobs').drop());
    await until('the job is back', async () => (await jobsIn(url)).count === 1);
    expect((await jobsIn(url)).indexes).toContain('oneScheduleAJob');
    const so = runs.length;
    await until('it runs again', () => runs.length > so);
    await until('it listens', () => worker.store.channel?.state === 'connected');
  });

  test('what stands there twice is put right, before the start and under way', async () => {
    const workers = await createInProcessWorkers(MONGODB);
    const url = String(workers.env.MONGODB_URL);
    const { job, runs } = recordedJob(1);
    const twice = () =>
      onMongo(url, async (client) => {
        const jobs = client.db().collection('agendaJobs');
        await jobs.dropIndex('oneScheduleAJob').catch(() => {});
        const one = { name: job.name, type: 'single', repeatInterval: '1 seconds' };
        const due = { ...one, nextRunAt: new Date(), lockedAt: null };
        await jobs.insertMany([{ ...due }, { ...due }]);
      });
    await twice();
    await workers.start({ jobs: [job] });
    await until('it runs', () => runs.length > 0);
    expect((await jobsIn(url)).count).toBe(1);
    await twice();
    await until('one is left', async () => (await jobsIn(url)).count === 1);
    expect((await jobsIn(url)).indexes).toContain('oneScheduleAJob');
  });
});
