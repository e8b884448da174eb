import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** Far beyond what a start takes. */
const START_MILLISECONDS = 60_000;

export interface RealProcess {
  url: string;
  pid: number;
  child: ChildProcess;
  /** Its exit code, or the signal that ended it. */
  exited: Promise<number | NodeJS.Signals>;
  /** Stops it where it stands; its sockets stay open. */
  freeze(): void;
  goOn(): void;
  /** Ends it at once. */
  kill(): Promise<void>;
  /** Lets it drain. */
  stop(): Promise<void>;
}

/** A process of the product as a deployment runs it; settles when it says where it listens. */
export async function startRealProcess(
  main: URL,
  env: Record<string, string>,
): Promise<RealProcess> {
  const child = fork(fileURLToPath(main), { env, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const exited = once(child, 'exit').then(
    ([code, signal]) => (signal ?? code) as number | NodeJS.Signals,
  );
  const first = await Promise.race([
    once(child, 'message') as Promise<[{ url: string }]>,
    exited.then((how) => {
      throw new Error(`${main} ended with ${how} before it listened`);
    }),
    sleep(START_MILLISECONDS, null, { ref: false }),
  ]);
  if (first === null || child.pid === undefined) {
    child.kill('SIGKILL');
    throw new Error(`${main} does not say where it listens`);
  }
  const end = async (signal: NodeJS.Signals) => {
    // A stopped process takes no SIGTERM.
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
    goOn: () => void child.kill('SIGCONT'),
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
  };
}
