import type { Logger } from '@frontrow/domain/kernel/logger';

/** Work that goes on after its request was answered. */
export interface BackgroundTasks {
  /** Starts a task. Its error is logged. */
  run(task: () => Promise<unknown>): void;
  /** Resolves when all tasks have ended that run now. */
  ended(): Promise<void>;
}

export function createBackgroundTasks(log: Logger): BackgroundTasks {
  const running = new Set<Promise<unknown>>();
  return {
    run(task) {
      const done = task()
        .catch((error: unknown) => log.warn({ err: error }, 'a background task failed'))
        .finally(() => running.delete(done));
      running.add(done);
    },
    async ended() {
      await Promise.all(running);
    },
  };
}
