import type { JobRepository } from 'agenda';
import type { Db, ObjectId } from 'mongodb';

/** The collection of the jobs. */
export const JOBS = 'agendaJobs';

/**
 * Two workers that start at once would each insert theirs, and every period would run twice: an index
 * forbids it. What others left double is removed, or the index could not be made.
 */
export async function ensureUniqueJobIndex(db: Db): Promise<void> {
  const jobs = db.collection(JOBS);
  const doubles = await jobs
    .aggregate<{ ids: ObjectId[] }>([
      { $match: { type: 'single' } },
      { $sort: { _id: 1 } },
      { $group: { _id: '$name', ids: { $push: '$_id' } } },
    ])
    .toArray();
  const extra = doubles.flatMap(({ ids }) => ids.slice(1));
  if (extra.length > 0) await jobs.deleteMany({ _id: { $in: extra } });
  await jobs.createIndex(
    { name: 1, type: 1 },
    { name: 'oneScheduleAJob', unique: true, partialFilterExpression: { type: 'single' } },
  );
}

const DUPLICATE_KEY = 11000;

/**
 * A job that repeats is put in where it is not there yet, and left alone where it is: the library
 * would write over it, the lock of whoever runs it included.
 */
export function insertRepeatingJobsOnce(repository: JobRepository, db: Db): void {
  const saveJob = repository.saveJob.bind(repository);
  repository.saveJob = async (job, options) => {
    if (job._id || job.type !== 'single') return saveJob(job, options);
    const { unique: _, uniqueOpts: __, ...props } = job;
    const single = { name: job.name, type: job.type };
    const jobs = db.collection(JOBS);
    try {
      await jobs.updateOne(single, { $setOnInsert: props }, { upsert: true });
    } catch (error) {
      if ((error as { code?: unknown }).code !== DUPLICATE_KEY) throw error;
    }
    const there = await jobs.findOne(single, { projection: { _id: 1 } });
    const found = there && (await repository.getJobById(there._id.toHexString()));
    return found ? (found as typeof job) : job;
  };
}
