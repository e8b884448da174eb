import { isAlive, type ProcessIdentity, waitUntilGone } from './process-identity.ts';

/** Sends a signal to exactly this process. Does nothing when it has ended. */
export function sendSignal(identity: ProcessIdentity, signal: NodeJS.Signals): void {
  try {
    if (isAlive(identity)) process.kill(identity.pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** A signal, and how many milliseconds the process has to end after it. */
export type StopStep = readonly [NodeJS.Signals, number];

/** Ends a process: sends each signal in turn, until the process is gone. */
export async function stopProcess(
  identity: ProcessIdentity,
  steps: readonly StopStep[],
): Promise<void> {
  for (const [signal, milliseconds] of steps) {
    sendSignal(identity, signal);
    if (await waitUntilGone(identity, milliseconds)) return;
  }
}
