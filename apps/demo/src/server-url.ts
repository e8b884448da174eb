import { readRunning } from '@frontrow/local/running-file';
import type { Settings } from '@frontrow/settings/settings';

const PROBE_MILLISECONDS = 3_000;

/**
 * The server's URL: the argument if there is one, else the server that runs on the data folder, else the
 * address of the settings.
 */
export function serverUrl(argument: string | undefined, settings: Settings): string {
  if (argument) return argument.replace(/\/+$/, '');
  const running = readRunning(settings.FRONTROW_DATA);
  if (running) return running.server;
  const { HOST, PORT } = settings;
  return `http://${HOST.includes(':') ? `[${HOST}]` : HOST}:${PORT}`;
}

/** Whether the server answers `/readyz` with success within 3 seconds. */
export async function isReady(url: string): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(PROBE_MILLISECONDS);
    const { ok } = await fetch(`${url}/readyz`, { signal });
    return ok;
  } catch {
    return false;
  }
}
