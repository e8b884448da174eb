import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** Where Node keeps compiled code, so that the next process of the same program starts sooner. */
const NODE_COMPILE_CACHE = fileURLToPath(
  new URL('../node_modules/.cache/compiled', import.meta.url),
);

/** Much longer than any start takes. */
const START_MILLISECONDS = 60_000;

export interface RealProcess {
  url: string;
  pid: number;
  child: ChildProcess;
  /** Resolves with the exit code, or with the signal that ended the process. */
  exited: Promise<number | NodeJS.Signals>;
  /** Sends SIGSTOP: the process does nothing, and its sockets stay open. */
  freeze(): void;
  /** Sends SIGCONT. */
  resume(): void;
  /** Sends SIGKILL, and waits for the end. */
  kill(): Promise<void>;
  /** Sends SIGTERM, and waits until the process has drained. */
  stop(): Promise<void>;
}

/**
 * Starts a main file of the product in a process, as a deployment does. Resolves when the process
 * reports the URL that it listens on.
 *
 * @throws when the process ends before that, or does not report within 60 seconds
 */
export async function startRealProcess(
  main: URL,
  env: Record<string, string>,
): Promise<RealProcess> {
  const child = fork(fileURLToPath(main), {
    env: { NODE_COMPILE_CACHE, ...env },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const exited = once(child, 'exit').then(
    ([code, signal]) => (signal ?? code) as number | NodeJS.Signals,
  );
  const first = await Promise.race([
    once(child, 'message') as Promise<[{ url: string }]>,
    exited.then((exit) => {
      throw new Error(`${main} ended with ${exit} before it listened`);
    }),
    sleep(START_MILLISECONDS, null, { ref: false }),
  ]);
  if (first === null || child.pid === undefined) {
    child.kill('SIGKILL');
    throw new Error(`${main} did not report a URL within ${START_MILLISECONDS / 1000} s`);
  }
  const end = async (signal: NodeJS.Signals) => {
    // A process that was stopped by SIGSTOP does not handle SIGTERM.
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGCONT');
      child.kill(signal);
    }
    await exited;
  };
  return {
    url: first[0].url,
    pid: child.pid,
    child,
    exited,
    freeze: () => void child.kill('SIGSTOP'),
    resume: () => void child.kill('SIGCONT'),
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
  };
}
