import { silentLogger } from '@frontrow/domain/kernel/logger';
import { lockTable } from '@frontrow/embedded/testing/postgres/query';
import { until } from '@frontrow/embedded/testing/until';
import { parseSettings } from '@frontrow/settings/settings';
import type { JobParameters } from 'agenda';
import { expect, test } from 'vitest';
import { openJobStore } from '../src/store/open-job-store.ts';
import { recordedJob } from '../testing/jobs/recorded-job.ts';
import { onEachBackend } from '../testing/stores/backends.ts';
import { createInProcessWorkers } from '../testing/workers/in-process-workers.ts';
import { withClockAhead } from '../testing/workers/worker-process.ts';
import { createWorkerProcesses, RELEASE_JOB } from '../testing/workers/worker-processes.ts';

const DAY = 86_400;
/** The period of the jobs and the time that is promised for a takeover. */
const SOON_MILLISECONDS = 1_000 + 15_000;

const tomorrow = () => new Date(Date.now() + DAY * 1000);

/** What a worker of an earlier version has left behind, whose clock was a day ahead. */
const LEFT_BEHIND: [string, () => Partial<JobParameters>][] = [
  ['the next run', () => ({ nextRunAt: tomorrow(), lockedAt: undefined })],
  [
    'the next and the last run',
    () => ({
      nextRunAt: tomorrow(),
      lastRunAt: tomorrow(),
      lastFinishedAt: tomorrow(),
      lockedAt: undefined,
    }),
  ],
  [
    'a lock, by a worker that died',
    () => ({ nextRunAt: tomorrow(), lastRunAt: tomorrow(), lockedAt: tomorrow() }),
  ],
  ['a lock alone', () => ({ lockedAt: tomorrow() })],
  ['a lock of a minute ahead', () => ({ lockedAt: new Date(Date.now() + 60_000) })],
  [
    'a failure with its delay',
    () => ({ nextRunAt: tomorrow(), lastRunAt: tomorrow(), failedAt: tomorrow(), failCount: 3 }),
  ],
];

onEachBackend((backend) => {
  test.each(LEFT_BEHIND)('%s in the future holds no job up', async (_, times) => {
    const workers = await createInProcessWorkers(backend);
    const { job, runs } = recordedJob(1);
    const first = await workers.start({ jobs: [job] });
    await until('the job has run', () => runs.length > 0);
    await first.stop();
    const store = await openJobStore(parseSettings(workers.env), silentLogger);
    const { repository } = store.backend;
    const [stored] = (await repository.queryJobs({ name: job.name })).jobs;
    if (!stored) throw new Error('the job is not stored');
    await repository.saveJobState({ ...stored, ...times() }, {});
    await store.close();
    const ran = runs.length;
    await workers.start({ jobs: [job] });
    await until('the job has run again', () => runs.length > ran + 1, SOON_MILLISECONDS + 1_000);
  });

  test.each([
    ['ahead', DAY],
    ['behind', -DAY],
  ])(
    'a worker whose clock is a day %s runs jobs at their times, and leaves others their work',
    async (_, seconds) => {
      const processes = await createWorkerProcesses(backend);
      const wrong = await processes.start(withClockAhead(seconds));
      await until('it runs jobs', async () => (await wrong.runs(RELEASE_JOB)) >= 3);
      expect(Math.abs((await wrong.clockOffset()) - seconds)).toBeLessThan(60);
      await wrong.stop();
      const right = await processes.start();
      await until(
        'the right one runs jobs',
        async () => (await right.runs(RELEASE_JOB)) > 0,
        SOON_MILLISECONDS,
      );
      expect(Math.abs(await right.clockOffset())).toBeLessThan(5);
    },
  );

  test('a worker whose clock is a day ahead, and that dies, leaves no lock behind', async () => {
    const processes = await createWorkerProcesses(backend);
    await processes.createExpiredHolds(20);
    const lock = await lockTable(processes.world.url, 'reservation');
    const wrong = await processes.start(withClockAhead(DAY));
    await processes.waitForBlockedSweeps(2);
    await wrong.kill();
    await lock.release();
    const right = await processes.start();
    const swept = async () => (await right.runs(RELEASE_JOB)) > 0;
    await until('the right one has swept', swept, SOON_MILLISECONDS);
  });

  test('a clock that is off by more than 5 seconds is said in the log, once, and when it is over', async () => {
    const workers = await createInProcessWorkers(backend);
    const { job } = recordedJob(1);
    let ahead = 0;
    const { log } = await workers.start({ jobs: [job], localTime: () => Date.now() + ahead });
    const said = () =>
      log.filter(({ message }) => message.includes('clock')).map(({ level }) => level);
    ahead = 4_000;
    await new Promise((resolve) => setTimeout(resolve, 5_000));
    expect(said()).toEqual([]);
    ahead = -6_000;
    await until('it is said', () => said().length > 0);
    ahead = 0;
    await until('the end is said', () => said().length > 1);
    expect(said()).toEqual(['error', 'info']);
  });
});
