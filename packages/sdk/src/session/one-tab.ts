import { isPage } from '../page.ts';
import type { EndReason } from './pass-end.ts';

export interface SharedReading {
  /** The same in all tabs that want to know the same. */
  name: string;
  /** Reads until it has found something. Rejects when the signal aborts. */
  read(found: (reason: EndReason) => void): Promise<void>;
  found(reason: EndReason): void;
  signal: AbortSignal;
}

/**
 * Lets one tab of a browser read a stream, and tell the others what it found: browsers open six connections to
 * a host over HTTP/1.1, for all tabs together. When that tab closes, another one reads. Where there are no
 * locks, each tab reads by itself.
 */
export async function oneTabReads({ name, read, found, signal }: SharedReading): Promise<void> {
  // Outside of pages there are no tabs, and an open channel would keep a process alive.
  const locks = isPage() ? navigator.locks : undefined;
  if (!locks) return read(found);
  const channel = new BroadcastChannel(name);
  channel.onmessage = ({ data }) => found(data as EndReason);
  const tellAll = (reason: EndReason) => {
    channel.postMessage(reason);
    found(reason);
  };
  let isGranted = false;
  try {
    await locks.request(name, { signal }, () => {
      isGranted = true;
      return read(tellAll);
    });
  } catch (error) {
    // A page without an origin, such as one in a sandbox, may not use locks.
    if (isGranted || signal.aborted) throw error;
    await read(found);
  } finally {
    channel.close();
  }
}
