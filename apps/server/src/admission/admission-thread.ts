import { parentPort, workerData } from 'node:worker_threads';
import { createAdmissionContext } from '@frontrow/domain/admission-context';
import type { Logger } from '@frontrow/domain/kernel/logger';
import { admitAllQueues } from '@frontrow/domain/queue/admission/admit';
import { advanceDraws } from '@frontrow/domain/queue/draw/advance-draws';
import { startLoop } from '@frontrow/process/loop';
import { errorFields } from '@frontrow/settings/error-fields';
import { STOP, type ThreadMessage, type ThreadStart } from './messages.ts';

/*
 * The thread that admits. Large answers, bursts of calls and pauses of the garbage collector in the thread that answers
 * do not delay it. What polls read, the replicas, stays in the thread that answers them.
 */

/** Well under the 2 seconds within which the next user must be admitted (invariant 7). */
const ROUND_MILLISECONDS = 300;
/** A draw begins within this time after its opening, and goes on without a pause. */
const DRAWS_MILLISECONDS = 600;
/** Two admissions and two draws at the same time. */
const CONNECTIONS = 4;

const { databaseUrl: url, ...start } = workerData as ThreadStart;

const tell = (message: ThreadMessage): void => parentPort?.postMessage(message);

/** An error loses its code and its cause on the way to another thread, so it goes as what may be logged of it. */
const line =
  (level: keyof Logger) =>
  ({ err, ...fields }: { err?: unknown }, message: string): void => {
    const error = err === undefined ? {} : { err: errorFields(err) };
    tell({ kind: 'log', level, fields: { ...fields, ...error }, message });
  };
const log: Logger = { info: line('info'), warn: line('warn'), error: line('error') };

const { ctx, close } = createAdmissionContext({ url, connections: CONNECTIONS, ...start, log });
const loops = [
  startLoop(log, { name: 'admissions', milliseconds: ROUND_MILLISECONDS }, async () => {
    for (let more = true; more; ) {
      more = await admitAllQueues(ctx);
      tell({ kind: 'round', failures: ctx.queue.failures.takeReport() });
    }
  }),
  startLoop(log, { name: 'draws', milliseconds: DRAWS_MILLISECONDS }, () => advanceDraws(ctx)),
];

parentPort?.on('message', async (message) => {
  if (message !== STOP) return;
  await Promise.all(loops.map((loop) => loop.stop()));
  await close();
  parentPort?.close();
});
