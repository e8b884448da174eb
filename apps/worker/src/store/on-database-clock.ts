import type { JobParameters, JobRepository } from 'agenda';

const TIMES = ['nextRunAt', 'lastRunAt', 'lastFinishedAt', 'lockedAt', 'failedAt'] as const;

/**
 * The repository for a process whose clock is off from the database's: what is stored are times of the database, and
 * Agenda, which reads the clock of its process everywhere, gets and gives times of its process. A worker whose clock is
 * wrong therefore runs jobs when they are due, and leaves no time in the future behind.
 *
 * @param lead how many milliseconds the database is ahead of this process
 */
export function onDatabaseClock(repository: JobRepository, lead: () => number): JobRepository {
  const toStored = <Job extends Partial<JobParameters>>(job: Job): Job => shifted(job, lead());
  const toLocal = <Job extends Partial<JobParameters>>(job: Job): Job => shifted(job, -lead());
  const storedTime = (time: Date): Date => new Date(time.getTime() + lead());
  const changed: Partial<JobRepository> = {
    async getJobById(id) {
      const job = await repository.getJobById(id);
      return job && toLocal(job);
    },
    async queryJobs(options) {
      const found = await repository.queryJobs(options);
      return { ...found, jobs: found.jobs.map(toLocal) };
    },
    async getNextJobToRun(...[name, nextScanAt, lockDeadline, now, options]) {
      const times = [storedTime(nextScanAt), storedTime(lockDeadline)] as const;
      const lockTime = storedTime(now ?? new Date());
      const job = await repository.getNextJobToRun(name, ...times, lockTime, options);
      return job && toLocal(job);
    },
    async lockJob(job, options) {
      const locked = await repository.lockJob(toStored(job), options);
      return locked && toLocal(locked);
    },
    async saveJob(job, options) {
      return toLocal(await repository.saveJob(toStored(job), options));
    },
    saveJobState: (job, options) => repository.saveJobState(toStored(job), options),
  };
  return new Proxy(repository, {
    get(target, name) {
      const own = Reflect.get(changed, name) as unknown;
      if (own) return own;
      const value = Reflect.get(target, name) as unknown;
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

function shifted<Job extends Partial<JobParameters>>(job: Job, milliseconds: number): Job {
  if (milliseconds === 0) return job;
  const times = TIMES.flatMap((name) => {
    const time = job[name];
    return time ? [[name, new Date(new Date(time).getTime() + milliseconds)]] : [];
  });
  return { ...job, ...Object.fromEntries(times) };
}
