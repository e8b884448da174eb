import type { Logger } from '@frontrow/domain/kernel/logger';
import type { Job as AgendaJob } from 'agenda';

/**
 * Lifetime of a job's lock; Agenda's default is 10 minutes. When a worker dies, another one takes over
 * its job after this time. It is well below the 15 seconds allowed for a takeover, and well above the
 * time for which a busy process may be unable to renew a lock.
 */
export const LOCK_MILLISECONDS = 8_000;
const RENEWAL_MILLISECONDS = 2_000;

/** Runs `work` and renews the job's lock every 2 seconds until it ends. */
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
    // A renewal that arrives after Agenda has unlocked the job would lock it again.
    await renewal;
  }
}
