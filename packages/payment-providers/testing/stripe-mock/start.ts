import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { until } from '@frontrow/embedded/testing/until';

export interface StripeMock {
  url: string;
  stop(): Promise<void>;
}

/** Starts stripe-mock on free ports. */
export async function startStripeMock(path: string): Promise<StripeMock> {
  // Without an address for HTTPS it would take a fixed port for that.
  const args = ['-http-addr', '127.0.0.1:0', '-https-addr', '127.0.0.1:0'];
  const child = spawn(path, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed += text;
  });
  const port = await until('stripe-mock listens', () => {
    if (child.exitCode !== null) throw new Error(`stripe-mock ended: ${printed}`);
    return /for HTTP at address: 127\.0\.0\.1:(\d+)/.exec(printed)?.[1];
  });
  return {
    url: `http://127.0.0.1:${port}`,
    async stop() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}
