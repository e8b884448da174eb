import type { AgendaBackend } from 'agenda';

/**
 * A backend that has been connected, for Agenda: its constructor connects with a promise that nobody
 * catches, and its stop would close what is not its own.
 */
export const connectedBackend = ({ name, repository, logger }: AgendaBackend): AgendaBackend => ({
  name,
  repository,
  logger,
  ownsConnection: false,
  async connect() {},
  async disconnect() {},
});
