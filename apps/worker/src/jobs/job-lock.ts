import type { Logger } from '@frontrow/domain/kernel/logger';
import type { Job as AgendaJob } from 'agenda';

/**
 * How long a worker that has died may still seem to have a job. Well under the 15 seconds within which
 * another has to take over, and well over the time for which a busy process says nothing.
 */
export const LOCK_MILLISECONDS = 8_000;
const RENEWAL_MILLISECONDS = 2_000;

/** Renews the lock of a job for as long as the work takes. */
export async function withRenewedLock<Result>(
  job: AgendaJob,
  log: Logger,
  work: () => Promise<Result>,
): Promise<Result> {
  let renewal: Promise<void> | undefined;
  const renew = async () => {
    try {
      await job.touch();
    } catch (error) {
      log.warn({ err: error, job: job.attrs.name }, 'the lock of a job was not renewed');
    } finally {
      renewal = undefined;
    }
  };
  const timer = setInterval(() => {
    renewal ??= renew();
  }, RENEWAL_MILLISECONDS);
  try {
    return await work();
  } finally {
    clearInterval(timer);
    // One that came after the end would lock the job once more, with nobody at it.
    await renewal;
  }
}
