import { spawn } from 'node:child_process';

/** Interrupts another process when this one ends, even when this one is killed. */
export interface ParentWatchdog {
  /** Sets the process to interrupt. Call it once. */
  watch(pid: number): void;
  /** Ends the watchdog; nothing is interrupted after that. */
  cancel(): void;
}

/**
 * Starts a watchdog before its process exists, so that the process is unwatched only for an instant.
 * The watchdog is a shell that reads from a pipe which only this process holds open: the kernel closes
 * the pipe when this process ends, and the shell then sends SIGINT to the watched process. Linux's
 * PR_SET_PDEATHSIG does the same, but Node offers no way to set it.
 */
export function startParentWatchdog(): ParentWatchdog {
  const script = 'read -r pid && { read -r _; kill -INT "$pid" 2>/dev/null; }';
  const shell = spawn('sh', ['-c', script], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  shell.on('error', () => {});
  shell.stdin.on('error', () => {});
  shell.unref();
  return {
    watch: (pid) => void shell.stdin.write(`${pid}\n`),
    cancel: () => void shell.kill('SIGKILL'),
  };
}

/** Interrupts a running process when this one ends. Returns a function that cancels it. */
export function interruptOnParentExit(pid: number): () => void {
  const watchdog = startParentWatchdog();
  watchdog.watch(pid);
  return watchdog.cancel;
}
