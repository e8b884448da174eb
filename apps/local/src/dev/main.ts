/**
 * `pnpm dev`: like `pnpm start`, on the same data folder, but with reload on change and readable logs.
 * - `source-watcher.ts` watches the `src` folder of every package and app.
 * - The pages of storefront and console are served from their sources by Vite (`src/dev` of each).
 * - `reloading-service.ts` restarts the server or the worker, at the same port. The databases keep
 *   running.
 * - `pretty-log.ts` formats the log lines of both for a terminal.
 * A new migration is applied at the next start of `pnpm dev`.
 */

import { fileURLToPath } from 'node:url';
import { runLocal } from '../run-local.ts';
import { spawnService, startService } from '../service-process.ts';
import { createLogFormatter } from './pretty-log.ts';
import { startReloadingService } from './reloading-service.ts';
import { watchSources } from './source-watcher.ts';

/** Reloading should be fast: a call that is interrupted is simply made again. */
const STOP_MILLISECONDS = 2_000;
const ROOT = fileURLToPath(new URL('../../../..', import.meta.url));

const formatLine = createLogFormatter({ colorize: process.stdout.isTTY });
const onOutputLine = (line: string) => void process.stdout.write(formatLine(line));
const sources = watchSources(ROOT);

process.exit(
  await runLocal({
    env: { LOG_LEVEL: 'info', ...process.env },
    buildsPages: false,
    startService: (service) => {
      const how = { onOutputLine, stopMilliseconds: STOP_MILLISECONDS };
      // They reload their pages by themselves.
      if (['storefront', 'console'].includes(service.name)) {
        return startService(service, { ...how, entry: 'dev' });
      }
      return startReloadingService(service, {
        sources,
        report: (message) => console.log(message),
        spawn: (options) => spawnService(options, how),
      });
    },
    notes: [
      'Server and worker restart when a file in packages/*/src or apps/*/src changes; pages reload.',
    ],
  }),
);
