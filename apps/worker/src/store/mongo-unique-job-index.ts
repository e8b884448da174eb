import type { JobRepository } from 'agenda';
import type { Db, ObjectId } from 'mongodb';

/** The collection of the jobs. */
export const JOBS_COLLECTION = 'agendaJobs';

/** Exists in deployed databases. MongoDB refuses a second index on the same keys under another name. */
const INDEX_NAME = 'oneScheduleAJob';

/**
 * Creates a unique index over the repeating jobs, and deletes duplicates first, which would make its
 * creation fail.
 *
 * Workaround for @agendajs/mongo-backend 4.0.3, which has no such index: two workers that start at the
 * same time each insert the job, and it then runs twice per period. Not needed once the library creates
 * the index itself, as its Postgres backend does.
 */
export async function ensureUniqueJobIndex(db: Db): Promise<void> {
  const jobs = db.collection(JOBS_COLLECTION);
  const byName = await jobs
    .aggregate<{ ids: ObjectId[] }>([
      { $match: { type: 'single' } },
      { $sort: { _id: 1 } },
      { $group: { _id: '$name', ids: { $push: '$_id' } } },
    ])
    .toArray();
  const duplicates = byName.flatMap(({ ids }) => ids.slice(1));
  if (duplicates.length > 0) await jobs.deleteMany({ _id: { $in: duplicates } });
  await jobs.createIndex(
    { name: 1, type: 1 },
    { name: INDEX_NAME, unique: true, partialFilterExpression: { type: 'single' } },
  );
}

const DUPLICATE_KEY = 11000;

/**
 * Replaces `repository.saveJob`: a new repeating job is inserted when it is missing, and an existing one
 * stays as it is.
 *
 * Workaround for @agendajs/mongo-backend 4.0.3, whose upsert overwrites the existing job, including the
 * lock of the worker that runs it. Not needed once its upsert leaves `lockedAt` alone.
 */
export function insertRepeatingJobsOnce(repository: JobRepository, db: Db): void {
  const saveJob = repository.saveJob.bind(repository);
  repository.saveJob = async (job, options) => {
    if (job._id || job.type !== 'single') return saveJob(job, options);
    const { unique: _, uniqueOpts: __, ...props } = job;
    const key = { name: job.name, type: job.type };
    const jobs = db.collection(JOBS_COLLECTION);
    try {
      await jobs.updateOne(key, { $setOnInsert: props }, { upsert: true });
    } catch (error) {
      if ((error as { code?: unknown }).code !== DUPLICATE_KEY) throw error;
    }
    const stored = await jobs.findOne(key, { projection: { _id: 1 } });
    const found = stored && (await repository.getJobById(stored._id.toHexString()));
    return found ? (found as typeof job) : job;
  };
}
