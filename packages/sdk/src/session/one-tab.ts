import { isPage } from '../page.ts';
import { sleep } from '../time/sleep.ts';
import type { Ended } from './pass-end.ts';

export interface SharedReading {
  /** The same in all tabs that want to know the same. */
  name: string;
  /** Reads until it has found something. Rejects when the signal aborts. */
  read(found: (ended: Ended) => void): Promise<void>;
  found(ended: Ended): void;
  /** What this tab knows by then, from the stream, another tab or calls of its own. */
  known(): Ended | null;
  signal: AbortSignal;
}

/** How long the tab that read keeps the lock, so that the others are told before one of them reads again. */
const HANDOVER_MILLISECONDS = 500;

/**
 * Lets one tab of a browser read a stream, and tell the others what it found: browsers open six connections to
 * a host over HTTP/1.1, for all tabs together. When that tab closes, another one reads. Where there are no
 * locks, each tab reads by itself.
 */
export async function oneTabReads(reading: SharedReading): Promise<void> {
  const { name, read, found, known, signal } = reading;
  // Outside of pages there are no tabs, and an open channel would keep a process alive.
  const locks = isPage() ? navigator.locks : undefined;
  if (!locks) return read(found);
  const channel = new BroadcastChannel(name);
  let isTold = false;
  channel.onmessage = ({ data }) => {
    isTold = true;
    found(data as Ended);
  };
  const tellAll = ({ reason, endedAt }: Ended) => {
    isTold = true;
    channel.postMessage({ reason, endedAt });
    found({ reason, endedAt });
  };
  signal.addEventListener('abort', () => {
    const ended = known();
    // LEFT may mean that another user has signed in here, which ends nothing in other tabs.
    if (!isTold && ended && ended.reason !== 'LEFT') channel.postMessage(ended);
  });
  let isGranted = false;
  try {
    await locks.request(name, { signal }, async () => {
      isGranted = true;
      try {
        await read(tellAll);
      } finally {
        if (known()) await sleep(HANDOVER_MILLISECONDS, undefined);
      }
    });
  } catch (error) {
    // A page without an origin, such as one in a sandbox, may not use locks.
    if (isGranted || signal.aborted) throw error;
    await read(found);
  } finally {
    channel.close();
  }
}
