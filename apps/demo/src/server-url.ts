import { readRunning } from '@frontrow/local/running-file';
import type { Settings } from '@frontrow/settings/settings';

const PROBE_MILLISECONDS = 3_000;

/** Where the program should be: as told, as its data folder says, or at the address of the settings. */
export function programAddress(told: string | undefined, settings: Settings): string {
  if (told) return told.replace(/\/+$/, '');
  const running = readRunning(settings.FRONTROW_DATA);
  if (running) return running.server;
  const { HOST, PORT } = settings;
  return `http://${HOST.includes(':') ? `[${HOST}]` : HOST}:${PORT}`;
}

export async function answers(url: string): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(PROBE_MILLISECONDS);
    const { ok } = await fetch(`${url}/readyz`, { signal });
    return ok;
  } catch {
    return false;
  }
}
