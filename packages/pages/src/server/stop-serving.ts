import type { Server } from 'node:http';

/** At a stop a file that is being sent has so long to arrive. */
const FINISH_MILLISECONDS = 5_000;

/** Takes no more connections, lets answers that are being sent arrive, and cuts what has not arrived in time. */
export async function stopServing(
  server: Server,
  finishMilliseconds = FINISH_MILLISECONDS,
): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), finishMilliseconds);
  await closed;
  clearTimeout(timer);
}
