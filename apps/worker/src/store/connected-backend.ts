import type { Logger } from '@frontrow/domain/kernel/logger';
import type { AgendaBackend } from 'agenda';

/**
 * Wraps a backend that is already connected, so that Agenda neither connects nor disconnects it, and
 * catches the errors of `unlockJob`.
 *
 * Workaround for Agenda 6.2.6, two parts:
 * - Its constructor calls `backend.connect()` without a catch: a store that is down at the start ends
 *   the process. Not needed once Agenda emits an `error` event or rejects `ready` instead.
 * - Its job processor calls `db.unlockJob()` without await or catch: a store that fails at that moment
 *   ends the process. Not needed once those two calls handle the error.
 */
export function connectedBackend(
  { name, repository, logger }: AgendaBackend,
  log: Logger,
): AgendaBackend {
  const unlockJob = repository.unlockJob.bind(repository);
  repository.unlockJob = (job) =>
    unlockJob(job).catch((err: unknown) =>
      log.warn({ err, job: job.name }, 'a job stays locked until its lock expires'),
    );
  return {
    name,
    repository,
    logger,
    ownsConnection: false,
    async connect() {},
    async disconnect() {},
  };
}
