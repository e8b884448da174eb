import {
  envOfSamePorts,
  type ServiceOptions,
  type ServiceProcess,
  type StartingService,
} from '../service-process.ts';
import type { SourceWatcher } from './source-watcher.ts';

export interface ReloadOptions {
  sources: SourceWatcher;
  spawn(service: ServiceOptions): StartingService;
  report(message: string): void;
}

/**
 * Starts a server or worker process and restarts it, at the same port, whenever a file of its app or of
 * a package changes. When it ends by itself, for example because of a syntax error, it is started again
 * after the next change.
 *
 * @throws when the first start fails
 */
export async function startReloadingService(
  service: ServiceOptions,
  { sources, spawn, report }: ReloadOptions,
): Promise<ServiceProcess> {
  const { name } = service;
  let current = spawn(service);
  const urls = await current.listening;
  const env = envOfSamePorts(service, urls);
  let stopped = false;
  let whenStopped = () => {};
  let reloadRequested = false;
  let reloading: Promise<void> | null = null;

  /** Reports an end of the process that was neither a reload nor the stop. */
  const reportEnd = async (started: StartingService) => {
    await started.exited;
    const expected = stopped || reloading !== null || started !== current;
    if (!expected) report(`The ${name} has ended. It starts again after the next change.`);
  };
  const reload = async () => {
    while (reloadRequested && !stopped) {
      reloadRequested = false;
      await current.stop();
      if (stopped) return;
      const next = spawn({ name, env });
      current = next;
      next.listening.then(
        () => report(`The ${name} runs again.`),
        () => {},
      );
      void reportEnd(next);
    }
  };
  const onChange = (files: string[]) => {
    const file = files.find((path) => /^packages\b/.test(path) || path.startsWith(`apps/${name}/`));
    if (!file) return;
    report(`${file} has changed. Restarting the ${name}.`);
    reloadRequested = true;
    reloading ??= reload().finally(() => {
      reloading = null;
    });
  };
  void reportEnd(current);
  sources.on('change', onChange);
  return {
    ...urls,
    // When the process ends by itself, the next change starts it again, not the supervisor.
    exited: new Promise((resolve) => {
      whenStopped = resolve;
    }),
    lastWords: () => '',
    async stop() {
      stopped = true;
      sources.off('change', onChange);
      await reloading;
      await current.stop();
      whenStopped();
    },
  };
}
