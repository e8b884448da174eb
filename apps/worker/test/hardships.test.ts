import { setTimeout as sleep } from 'node:timers/promises';
import { onMongo } from '@frontrow/embedded/testing/mongo/mongo-client';
import { mongoAbsence } from '@frontrow/embedded/testing/mongo/shared-mongo';
import { query } from '@frontrow/embedded/testing/postgres/query';
import { until } from '@frontrow/embedded/testing/until';
import { describe, expect, test } from 'vitest';
import { MONGODB, onEachBackend, POSTGRES } from '../testing/backends.ts';
import { diary } from '../testing/diary.ts';
import { openOffice } from '../testing/office.ts';
import { openPlant, RELEASE } from '../testing/plant.ts';

describe('jobs in Postgres', () => {
  test('connections are cut again and again: the sweeps go on, and a stop is a stop', async () => {
    const plant = await openPlant(POSTGRES);
    const worker = await plant.start({ LOG_LEVEL: 'silent' });
    await until('it sweeps', async () => (await worker.runs(RELEASE)) > 0);
    for (const end = Date.now() + 6_000; Date.now() < end; await sleep(Math.random() * 40)) {
      await plant.world.pool.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where datname = current_database() and application_name in ('frontrow-jobs', 'frontrow-worker')`,
      );
    }
    await plant.lapse(5);
    await until('they are released', async () => (await plant.unreleased()) === 0);
    const listening = await query<{ count: number }>(
      plant.world.url,
      `select count(*)::int as count from pg_stat_activity
       where datname = current_database() and query like 'LISTEN%'`,
    );
    expect(listening[0]?.count).toBeLessThanOrEqual(1);
    await worker.stop();
    expect(await worker.exited).toBe(0);
  });

  test('a statement of Agenda that nobody waits for fails: the worker goes on', async () => {
    const plant = await openPlant(POSTGRES);
    const { pool } = plant.world;
    const worker = await plant.start({ LOG_LEVEL: 'silent' });
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
        plant.world.url,
        "select last_modified_by as by from agenda_jobs where name = 'reconcile-ledger'",
      );
      return row?.by !== 'the dead';
    });
    const before = await worker.runs(RELEASE);
    await until('it sweeps on', async () => (await worker.runs(RELEASE)) >= before + 3);
    expect(worker.child.exitCode).toBeNull();
  });

  test('where the table stands, a role that may only read and write it is enough', async () => {
    const office = await openOffice(POSTGRES);
    await (await office.clerk()).stop();
    const role = `reader_${office.world.url.slice(-12)}`;
    await office.world.pool.query(
      `create role ${role} login password 'reads';
       revoke create on schema public from public;
       grant select, insert, update, delete on all tables in schema public to ${role}`,
    );
    const url = new URL(office.world.url);
    url.username = role;
    url.password = 'reads';
    const { job, runs } = diary(1);
    await office.clerk({ jobs: [job], env: { DATABASE_DIRECT_URL: url.href } });
    await until('it runs', () => runs.length > 0);
    await office.world.pool.query(`drop owned by ${role}; drop role ${role}`);
  });
});

onEachBackend((backend) => {
  test('two workers with different periods keep to the shorter one', async () => {
    const office = await openOffice(backend);
    const [often, seldom] = [diary(4), diary(3_600)];
    const clerks = [await office.clerk({ jobs: [seldom.job] })];
    await until('it runs', () => seldom.runs.length === 1);
    const start = Date.now();
    clerks.push(await office.clerk({ jobs: [often.job] }));
    const runs = () => seldom.runs.length + often.runs.length;
    await until('it runs again', () => runs() >= 4);
    expect(Date.now() - start).toBeGreaterThan(2 * 4_000 - 500);
    expect(clerks.flatMap(({ lines }) => lines.map(({ message }) => message))).toContain(
      'a job stood with another period than the settings say',
    );
  });

  test('what was to run now and is cut off by a stop is run by another', async () => {
    const office = await openOffice(backend);
    const { job, runs } = diary(3_600);
    const first = await office.clerk({ jobs: [job] });
    await until('it runs', () => runs[0]?.ended);
    const endless = { ...job, run: () => new Promise(() => {}) };
    const second = await office.clerk({ jobs: [endless] });
    await first.stop();
    await second.scheduler.agenda.now(job.name);
    const stored = async () =>
      (await second.store.backend.repository.queryJobs()).jobs.find(
        ({ type }) => type === 'normal',
      );
    await until('it is under way', async () => (await stored())?.lastRunAt);
    await second.scheduler.stop();
    expect(await stored()).toMatchObject({ lockedAt: undefined });
    await office.clerk({ jobs: [job] });
    await until('another has run it', () => runs.length === 2);
  });
});

describe.skipIf(mongoAbsence !== null)('jobs in MongoDB', () => {
  const jobsIn = (url: string) =>
    onMongo(url, async (client) => {
      const jobs = client.db().collection('agendaJobs');
      // While the collection is not there, it has none.
      const indexes = await jobs.indexes().catch(() => []);
      return { count: await jobs.countDocuments(), indexes: indexes.map(({ name }) => name) };
    });

  test('the collection is lost: jobs, index and change stream come back', async () => {
    const office = await openOffice(MONGODB);
    const { job, runs } = diary(1);
    const clerk = await office.clerk({ jobs: [job] });
    await until('it runs', () => runs.length > 0);
    const url = String(office.env.MONGODB_URL);
    await onMongo(url, (client) => client.db().collection('agendaJobs').drop());
    await until('the job is back', async () => (await jobsIn(url)).count === 1);
    expect((await jobsIn(url)).indexes).toContain('oneScheduleAJob');
    const so = runs.length;
    await until('it runs again', () => runs.length > so);
    await until('it listens', () => clerk.store.channel?.state === 'connected');
  });

  test('what stands there twice is put right, before the start and under way', async () => {
    const office = await openOffice(MONGODB);
    const url = String(office.env.MONGODB_URL);
    const { job, runs } = diary(1);
    const twice = () =>
      onMongo(url, async (client) => {
        const jobs = client.db().collection('agendaJobs');
        await jobs.dropIndex('oneScheduleAJob').catch(() => {});
        const one = { name: job.name, type: 'single', repeatInterval: '1 seconds' };
        const due = { ...one, nextRunAt: new Date(), lockedAt: null };
        await jobs.insertMany([{ ...due }, { ...due }]);
      });
    await twice();
    await office.clerk({ jobs: [job] });
    await until('it runs', () => runs.length > 0);
    expect((await jobsIn(url)).count).toBe(1);
    await twice();
    await until('one is left', async () => (await jobsIn(url)).count === 1);
    expect((await jobsIn(url)).indexes).toContain('oneScheduleAJob');
  });
});
