import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '@frontrow/embedded/testing/until';
import { expect, test } from 'vitest';
import { RETIRED_JOBS } from '../src/jobs/jobs.ts';
import { recordedJob } from '../testing/jobs/recorded-job.ts';
import { onEachBackend } from '../testing/stores/backends.ts';
import { createInProcessWorkers } from '../testing/workers/in-process-workers.ts';

onEachBackend((backend) => {
  test('three workers that start at once run a job once per period between them', async () => {
    const workers = await createInProcessWorkers(backend);
    const { job, runs } = recordedJob(1);
    await Promise.all([1, 2, 3].map(() => workers.start({ jobs: [job] })));
    await until('the job has run six times', () => runs.length >= 6);
    // The period counts from the time at which a worker takes the job, shortly before its run begins.
    const took = Number(runs.at(-1)?.began) - Number(runs[0]?.began);
    expect(took).toBeGreaterThan((runs.length - 1) * 1_000 - 900);
  });

  test('a deleted job is restored, a changed period is corrected, a paused job stays paused', async () => {
    const workers = await createInProcessWorkers(backend);
    const { job, runs } = recordedJob(1);
    const first = await workers.start({ jobs: [job] });
    const { agenda } = first.scheduler;
    const stored = async () => (await agenda.queryJobs({ name: job.name })).jobs;
    await until('the job runs', () => runs.length >= 1);
    await agenda.cancel({ name: job.name });
    await until('the job is restored', async () => (await stored()).length === 1);
    const afterRestore = runs.length;
    await until('the job runs again', () => runs.length > afterRestore);

    await agenda.every('3 hours', job.name);
    await until(
      'the period is corrected',
      async () => (await stored())[0]?.repeatInterval === '1 seconds',
    );
    const afterCorrection = runs.length;
    await until('the job runs again', () => runs.length > afterCorrection);

    await agenda.disable({ name: job.name });
    await until('the last run has ended', async () => !(await stored())[0]?.lockedAt);
    const whenPaused = runs.length;
    await first.stop();
    const second = await workers.start({ jobs: [{ ...job, periodSeconds: 2 }] });
    await until('the new period is stored', async () => {
      const { jobs } = await second.scheduler.agenda.queryJobs({ name: job.name });
      return jobs[0]?.repeatInterval === '2 seconds';
    });
    await sleep(3_000);
    expect(runs.length).toBe(whenPaused);
    await second.scheduler.agenda.enable({ name: job.name });
    await until('the job runs again', () => runs.length > whenPaused);
    expect((await second.scheduler.agenda.queryJobs({ name: job.name })).jobs).toHaveLength(1);
  });

  test('two workers with different periods use the shorter one', async () => {
    const workers = await createInProcessWorkers(backend);
    const [short, long] = [recordedJob(4), recordedJob(3_600)];
    const handles = [await workers.start({ jobs: [long.job] })];
    await until('the job runs', () => long.runs.length === 1);
    const start = Date.now();
    handles.push(await workers.start({ jobs: [short.job] }));
    const runs = () => long.runs.length + short.runs.length;
    await until('the job has run four times', () => runs() >= 4);
    expect(Date.now() - start).toBeGreaterThan(2 * 4_000 - 500);
    expect(handles.flatMap(({ log }) => log.map(({ message }) => message))).toContain(
      'the stored period of a job differs from the settings',
    );
  });

  test('a stored job of an earlier version is paused at once and deleted an hour after it was due', async () => {
    const workers = await createInProcessWorkers(backend);
    const { job } = recordedJob(3_600);
    const { scheduler, store } = await workers.start({ jobs: [job] });
    const [name] = RETIRED_JOBS;
    const stored = async () => (await scheduler.agenda.queryJobs({ name })).jobs;
    await scheduler.agenda.every('300 seconds', String(name));
    await until('the old job is paused', async () => (await stored())[0]?.disabled);
    const [old] = (await store.backend.repository.queryJobs({ name })).jobs;
    if (!old) throw new Error('the old job is not stored');
    const { state: _, ...attributes } = old;
    const longOverdue = new Date(Date.now() - 3_700_000);
    await store.backend.repository.saveJob(
      { ...attributes, nextRunAt: longOverdue },
      { lastModifiedBy: 'an earlier version' },
    );
    await until('the old job is deleted', async () => (await stored()).length === 0);
    expect((await scheduler.agenda.queryJobs({ name: job.name })).jobs).toHaveLength(1);
  });

  test('an operator can run a job now, as a one-time job that is deleted after its run', async () => {
    const workers = await createInProcessWorkers(backend);
    const { job, runs } = recordedJob(3_600);
    const { scheduler } = await workers.start({ jobs: [job] });
    await until('the job runs', () => runs.length === 1);
    await scheduler.agenda.now(job.name);
    await until('the one-time job runs', () => runs.length === 2);
    await until('the one-time job is deleted', async () => {
      return (await scheduler.agenda.queryJobs({ name: job.name })).jobs.length === 1;
    });
  });
});
