import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { workerd } from './runtimes.ts';

const CONFIG = `
using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "main", worker = .worker),
    # By default workerd allows no connection to this machine.
    (name = "internet", network = (allow = ["public", "private"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);

const worker :Workerd.Worker = (
  modules = [(name = "worker", esModule = embed "worker.js")],
  compatibilityDate = "2026-11-01",
);
`;

export interface WorkerServer {
  url: string;
  stop(): Promise<void>;
}

/** Starts Cloudflare's runtime with a worker in it. It has web standards, but neither Node nor a DOM. */
export async function startWorkerd(folder: string, worker: string): Promise<WorkerServer> {
  writeFileSync(join(folder, 'worker.js'), worker);
  writeFileSync(join(folder, 'worker.capnp'), CONFIG);
  const child = spawn(workerd() ?? 'workerd', ['serve', '--control-fd=3', 'worker.capnp'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
  });
  const stop = async () => {
    if (child.exitCode !== null) return;
    child.kill();
    await once(child, 'exit');
  };
  const lines = createInterface({ input: child.stdio[3] as Readable });
  let errorOutput = '';
  child.stderr?.on('data', (chunk) => {
    errorOutput += chunk;
  });
  for await (const line of lines) {
    const { event, socket, port } = JSON.parse(line) as Record<string, unknown>;
    if (event === 'listen' && socket === 'http') return { url: `http://127.0.0.1:${port}`, stop };
  }
  throw new Error(`workerd did not start:\n${errorOutput}`);
}
