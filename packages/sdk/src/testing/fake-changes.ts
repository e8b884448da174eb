/** Wakes the watches of a fake API. */
export interface FakeChanges {
  /** Makes every watch look again. */
  wake(): void;
  /** Waits until `wake`, until the time has passed (undefined: never), or until the signal aborts. */
  wait(milliseconds: number | undefined, signal: AbortSignal | undefined): Promise<void>;
}

export function createFakeChanges(): FakeChanges {
  const watchers = new Set<() => void>();
  return {
    wake() {
      for (const watcher of watchers) watcher();
    },
    wait: (milliseconds, signal) =>
      new Promise((resolve) => {
        const done = () => {
          clearTimeout(timer);
          watchers.delete(done);
          signal?.removeEventListener('abort', done);
          resolve();
        };
        const timer = milliseconds === undefined ? undefined : setTimeout(done, milliseconds);
        watchers.add(done);
        signal?.addEventListener('abort', done);
      }),
  };
}
