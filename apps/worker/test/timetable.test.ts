import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '@frontrow/embedded/testing/until';
import { parseSettings } from '@frontrow/settings/settings';
import { expect, test } from 'vitest';
import { openJobStore } from '../src/store/open-job-store.ts';
import { onEachBackend } from '../testing/backends.ts';
import { diary } from '../testing/diary.ts';
import { type Office, openOffice } from '../testing/office.ts';

/** What stands in the store, asked past every worker. */
async function queryJobs({ env, world }: Office) {
  const store = await openJobStore(parseSettings(env), world.ctx.log);
  try {
    return await store.backend.repository.queryJobs();
  } finally {
    await store.close();
  }
}

onEachBackend((backend) => {
  test('three workers that start at once do a job once a period between them', async () => {
    const office = await openOffice(backend);
    const { job, runs } = diary(1);
    await Promise.all([1, 2, 3].map(() => office.clerk({ jobs: [job] })));
    await until('it has run some times', () => runs.length >= 6);
    // Never more often: a run begins a moment after it was taken up, which its period counts from.
    const took = Number(runs.at(-1)?.began) - Number(runs[0]?.began);
    expect(took).toBeGreaterThan((runs.length - 1) * 1_000 - 900);
  });

  test('a worker that starts does not take a running job from another', async () => {
    const office = await openOffice(backend);
    const { job, runs } = diary(1, 4_000);
    await office.clerk({ jobs: [job] });
    await until('it runs', () => runs.length === 1);
    for (let n = 0; n < 3; n++) {
      const { scheduler } = await office.clerk({ jobs: [job] });
      // As a worker does that looked before the first had put it in.
      await scheduler.agenda.every('1 seconds', job.name);
    }
    await until('it has ended', () => runs[0]?.ended);
    for (const { began } of runs.slice(1))
      expect(began).toBeGreaterThanOrEqual(Number(runs[0]?.ended));
  });

  test('a job that takes longer than a lock lasts keeps it all the same', async () => {
    const office = await openOffice(backend);
    const { job, runs } = diary(1, 11_000);
    const clerks = [await office.clerk({ jobs: [job] }), await office.clerk({ jobs: [job] })];
    await until('it has ended', () => runs[0]?.ended);
    for (const { began } of runs.slice(1))
      expect(began).toBeGreaterThanOrEqual(Number(runs[0]?.ended));
    const ended = await Promise.all(clerks.map((clerk) => clerk.runs('keep-a-diary')));
    await until(
      'it is counted',
      () => ended.some(({ ok }) => ok > 0) || sleep(50).then(() => true),
    );
    expect(ended.map(({ failed }) => failed)).toEqual([0, 0]);
  });

  test('what was deleted comes back, a changed period is put right, and what is paused stays so', async () => {
    const office = await openOffice(backend);
    const { job, runs } = diary(1);
    const first = await office.clerk({ jobs: [job] });
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
    const second = await office.clerk({ jobs: [{ ...job, periodSeconds: 2 }] });
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
    const office = await openOffice(backend);
    const { job, runs } = diary(1);
    for (let n = 0; n < 4; n++) {
      const before = runs.length;
      const clerk = await office.clerk({ jobs: [job] });
      await until('it runs', () => runs.length > before);
      // Somewhere between the runs, where the next one is often locked ahead of its time.
      await sleep(Math.random() * 1_000);
      await clerk.stop();
      const { jobs } = await queryJobs(office);
      expect(jobs.flatMap(({ lockedAt }) => lockedAt ?? [])).toEqual([]);
    }
  });

  test('an operator can have a job run now, and it is gone when it is done', async () => {
    const office = await openOffice(backend);
    const { job, runs } = diary(3_600);
    const { scheduler } = await office.clerk({ jobs: [job] });
    await until('it runs', () => runs.length === 1);
    await scheduler.agenda.now(job.name);
    await until('it runs again', () => runs.length === 2);
    await until('it is gone', async () => {
      return (await scheduler.agenda.queryJobs({ name: job.name })).jobs.length === 1;
    });
  });
});
