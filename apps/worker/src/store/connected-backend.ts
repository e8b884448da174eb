import type { Logger } from '@frontrow/domain/kernel/logger';
import type { AgendaBackend } from 'agenda';

/**
 * A backend that has been connected, for Agenda: its constructor connects with a promise that nobody
 * catches, its stop would close what is not its own, and it unlocks with a promise that nobody catches
 * either.
 */
export function connectedBackend(
  { name, repository, logger }: AgendaBackend,
  log: Logger,
): AgendaBackend {
  const unlockJob = repository.unlockJob.bind(repository);
  repository.unlockJob = (job) =>
    unlockJob(job).catch((err: unknown) =>
      log.warn({ err, job: job.name }, 'a job stays locked until its lock runs out'),
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
