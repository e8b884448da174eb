import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '@frontrow/embedded/testing/until';
import { parseSettings } from '@frontrow/settings/settings';
import { expect, test } from 'vitest';
import { openJobStore } from '../src/store/open-job-store.ts';
import { recordedJob } from '../testing/jobs/recorded-job.ts';
import { onEachBackend } from '../testing/stores/backends.ts';
import {
  createInProcessWorkers,
  type InProcessWorkers,
} from '../testing/workers/in-process-workers.ts';

/** Reads all jobs from the store without a worker. */
async function queryJobs({ env, world }: InProcessWorkers) {
  const store = await openJobStore(parseSettings(env), world.ctx.log);
  try {
    return await store.backend.repository.queryJobs();
  } finally {
    await store.close();
  }
}

onEachBackend((backend) => {
  test('a worker that starts does not take a running job from another', async () => {
    const workers = await createInProcessWorkers(backend);
    const { job, runs } = recordedJob(1, 4_000);
    await workers.start({ jobs: [job] });
    await until('the job runs', () => runs.length === 1);
    for (let n = 0; n < 3; n++) {
      const { scheduler } = await workers.start({ jobs: [job] });
      // A worker that read the store before the first one inserted the job does the same.
      await scheduler.agenda.every('1 seconds', job.name);
    }
    await until('the run has ended', () => runs[0]?.ended);
    for (const { began } of runs.slice(1))
      expect(began).toBeGreaterThanOrEqual(Number(runs[0]?.ended));
  });

  test('a job that runs longer than the lock lifetime keeps its lock', async () => {
    const workers = await createInProcessWorkers(backend);
    const { job, runs } = recordedJob(1, 11_000);
    const handles = [await workers.start({ jobs: [job] }), await workers.start({ jobs: [job] })];
    await until('the run has ended', () => runs[0]?.ended);
    for (const { began } of runs.slice(1))
      expect(began).toBeGreaterThanOrEqual(Number(runs[0]?.ended));
    const counts = await Promise.all(handles.map((worker) => worker.runs(job.name)));
    await until(
      'the run is counted',
      () => counts.some(({ ok }) => ok > 0) || sleep(50).then(() => true),
    );
    expect(counts.map(({ failed }) => failed)).toEqual([0, 0]);
  });

  test('a stop at any time leaves no job locked, so that another worker continues at once', async () => {
    const workers = await createInProcessWorkers(backend);
    const { job, runs } = recordedJob(1);
    for (let n = 0; n < 4; n++) {
      const before = runs.length;
      const worker = await workers.start({ jobs: [job] });
      await until('the job runs', () => runs.length > before);
      // Between two runs, when Agenda has often locked the next one already.
      await sleep(Math.random() * 1_000);
      await worker.stop();
      const { jobs } = await queryJobs(workers);
      expect(jobs.flatMap(({ lockedAt }) => lockedAt ?? [])).toEqual([]);
    }
  });

  test('a one-time job that is interrupted by a stop is run by another worker', async () => {
    const workers = await createInProcessWorkers(backend);
    const { job, runs } = recordedJob(3_600);
    const first = await workers.start({ jobs: [job] });
    await until('the job has run', () => runs[0]?.ended);
    const endless = { ...job, run: () => new Promise(() => {}) };
    const second = await workers.start({ jobs: [endless] });
    await first.stop();
    await second.scheduler.agenda.now(job.name);
    const stored = async () =>
      (await second.store.backend.repository.queryJobs()).jobs.find(
        ({ type }) => type === 'normal',
      );
    await until('the one-time job runs', async () => (await stored())?.lastRunAt);
    await second.scheduler.stop();
    expect(await stored()).toMatchObject({ lockedAt: undefined });
    await workers.start({ jobs: [job] });
    await until('another worker has run it', () => runs.length === 2);
  });
});
