import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '@frontrow/embedded/testing/processes';
import { parseSettings } from '@frontrow/settings/settings';
import { expect, test } from 'vitest';
import { openJobStore } from '../src/store/open-job-store.ts';
import { recordedJob } from '../testing/jobs/recorded-job.ts';
import { onEachBackend } from '../testing/stores/backends.ts';
import {
  createInProcessWorkers,
  type InProcessWorkers,
} from '../testing/workers/in-process-workers.ts';

/** What stands in the store, asked past every worker. */
async function queryJobs({ env, world }: InProcessWorkers) {
  const store = await openJobStore(parseSettings(env), world.ctx.log);
  try {
    return await store.backend.repository.queryJobs();
  } finally {
    await store.close();
  }
}

onEachBackend((backend) => {
  test('three workers that start at once do a job once a period between them', async () => {
    const workers = await createInProcessWorkers(backend);
    const { job, runs } = recordedJob(1);
    await Promise.all([1, 2, 3].map(() => workers.start({ jobs: [job] })));
    await until('it has run some times', () => runs.length >= 6);
    // Never more often: a run begins a moment after it was taken up, which its period counts from.
    const took = Number(runs.at(-1)?.began) - Number(runs[0]?.began);
    expect(took).toBeGreaterThan((runs.length - 1) * 1_000 - 900);
  });

  test('a worker that starts does not take a running job from another', async () => {
    const workers = await createInProcessWorkers(backend);
    const { job, runs } = recordedJob(1, 4_000);
    await workers.start({ jobs: [job] });
    await until('it runs', () => runs.length === 1);
    for (let n = 0; n < 3; n++) {
      const { scheduler } = await workers.start({ jobs: [job] });
      // As a worker does that looked before the first had put it in.
      await scheduler.agenda.every('1 seconds', job.name);
    }
    await until('it has ended', () => runs[0]?.ended);
    for (const { began } of runs.slice(1))
      expect(began).toBeGreaterThanOrEqual(Number(runs[0]?.ended));
  });

  test('a job that takes longer than a lock lasts keeps it all the same', async () => {
    const workers = await createInProcessWorkers(backend);
    const { job, runs } = recordedJob(1, 11_000);
    const handles = [await workers.start({ jobs: [job] }), await workers.start({ jobs: [job] })];
    await until('it has ended', () => runs[0]?.ended);
    for (const { began } of runs.slice(1))
      expect(began).toBeGreaterThanOrEqual(Number(runs[0]?.ended));
    const ended = await Promise.all(handles.map((worker) => worker.runs('keep-a-recordedJob')));
    await until(
      'it is counted',
      () => ended.some(({ ok }) => ok > 0) || sleep(50).then(() => true),
    );
    expect(ended.map(({ failed }) => failed)).toEqual([0, 0]);
  });

  test('what was deleted comes back, a changed period is put right, and what is paused stays so', async () => {
    const workers = await createInProcessWorkers(backend);
    const { job, runs } = recordedJob(1);
    const first = await workers.start({ jobs: [job] });
    const { agenda } = first.scheduler;
    const stored = async () => (await agenda.queryJobs({ name: job.name })).jobs;
    await until('it runs', () => runs.length >= 1);
    await agenda.cancel({ name: job.name });
    await until('it is back', async () => (await stored()).length === 1);
    const before = runs.length;
    await until('it runs again', () => runs.length > before);

    await agenda.every('3 hours', job.name);
    await until('it is put right', async () => (await stored())[0]?.repeatInterval === '1 seconds');
    const again = runs.length;
    await until('it runs again', () => runs.length > again);

    await agenda.disable({ name: job.name });
    await until('nothing is under way', async () => !(await stored())[0]?.lockedAt);
    const paused = runs.length;
    await first.stop();
    const second = await workers.start({ jobs: [{ ...job, periodSeconds: 2 }] });
    await until('the new period stands', async () => {
      const { jobs } = await second.scheduler.agenda.queryJobs({ name: job.name });
      return jobs[0]?.repeatInterval === '2 seconds';
    });
    await sleep(3_000);
    expect(runs.length).toBe(paused);
    await second.scheduler.agenda.enable({ name: job.name });
    await until('it goes on', () => runs.length > paused);
    expect((await second.scheduler.agenda.queryJobs({ name: job.name })).jobs).toHaveLength(1);
  });

  test('a stop at any moment leaves nothing locked, so that another goes on at once', async () => {
    const workers = await createInProcessWorkers(backend);
    const { job, runs } = recordedJob(1);
    for (let n = 0; n < 4; n++) {
      const before = runs.length;
      const worker = await workers.start({ jobs: [job] });
      await until('it runs', () => runs.length > before);
      // Somewhere between the runs, where the next one is often locked ahead of its time.
      await sleep(Math.random() * 1_000);
      await worker.stop();
      const { jobs } = await queryJobs(workers);
      expect(jobs.flatMap(({ lockedAt }) => lockedAt ?? [])).toEqual([]);
    }
  });

  test('an operator can have a job run now, and it is gone when it is done', async () => {
    const workers = await createInProcessWorkers(backend);
    const { job, runs } = recordedJob(3_600);
    const { scheduler } = await workers.start({ jobs: [job] });
    await until('it runs', () => runs.length === 1);
    await scheduler.agenda.now(job.name);
    await until('it runs again', () => runs.length === 2);
    await until('it is gone', async () => {
      return (await scheduler.agenda.queryJobs({ name: job.name })).jobs.length === 1;
    });
  });
});
