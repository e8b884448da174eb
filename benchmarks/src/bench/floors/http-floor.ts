import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Answer } from '../load/connection.ts';
import type { FloorAnswer } from './http-floor-process.ts';

export interface HttpFloor {
  port: number;
  pid: number;
  /** From now on requests for that path are answered with the same bytes as the product answered them. */
  answerLike(path: string, answer: Answer): Promise<void>;
  stop(): Promise<void>;
}

/** Node writes these by itself, or they belong to a connection. */
const OWN_HEADERS = new Set([
  ...['date', 'connection', 'keep-alive', 'transfer-encoding', 'content-length'],
]);

/** Starts `node:http` in a process of its own. */
export async function startHttpFloor(): Promise<HttpFloor> {
  const child = fork(fileURLToPath(new URL('http-floor-process.ts', import.meta.url)), {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const [{ port }] = (await once(child, 'message')) as [{ port: number }];
  return {
    port,
    pid: child.pid ?? 0,
    async answerLike(path, answer) {
      const body = answer.bytes();
      const all = answer.headers();
      const headers = all.flatMap((name, n) =>
        n % 2 === 0 && !OWN_HEADERS.has(name.toLowerCase()) ? [name, all[n + 1] ?? ''] : [],
      );
      if (answer.status !== 304) headers.push('content-length', String(body.length));
      const given: FloorAnswer[] = [
        { path, status: answer.status, headers, body: body.toString('base64') },
      ];
      const taken = once(child, 'message');
      child.send(given);
      await taken;
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, 'exit');
      child.disconnect();
      await exited;
    },
  };
}
