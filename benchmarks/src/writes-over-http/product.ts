import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { RawClient } from '../overload/raw-client.ts';

/** The processor time of a product's processes since their start, in microseconds. */
export interface ProcessorTime {
  node: number;
  postgres: number;
}

/** One version of the product: its server and its embedded Postgres, with a data folder of its own. */
export interface Product {
  url: string;
  client: RawClient;
  processorTime(): ProcessorTime;
  stop(): Promise<void>;
}

/** Starts the server of a checkout as `start` does, with durable commits. Linux only. */
export async function startProduct(checkout: string): Promise<Product> {
  const folder = mkdtempSync(join(tmpdir(), 'frontrow-bench-'));
  const port = await freePort();
  const child = spawn(process.execPath, [join(checkout, 'apps/local/src/main.ts')], {
    env: {
      ...{ PORT: String(port), FRONTROW_DATA: folder, FRONTROW_SERVICES: 'server' },
      ...{ RATE_LIMIT: 'off', LOG_LEVEL: 'error', HOLD_SECONDS: '3600' },
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const url = `http://127.0.0.1:${port}`;
  await ready(url, child);
  const client = new RawClient(url);
  return {
    url,
    client,
    processorTime: () => processorTimeBelow(child.pid ?? 0),
    async stop() {
      client.close();
      child.kill('SIGTERM');
      await once(child, 'exit');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

async function ready(url: string, child: ChildProcess): Promise<void> {
  while (child.exitCode === null) {
    const answer = await fetch(`${url}/readyz`).catch(() => null);
    if (answer?.ok) return;
    await sleep(200);
  }
  throw new Error('the product did not start');
}

const TICK_MICROSECONDS = 10_000;

/** Of all processes that a process has started, and those that they have. */
function processorTimeBelow(root: number): ProcessorTime {
  const processes = readdirSync('/proc').flatMap((pid) => (/^\d+$/.test(pid) ? statOf(pid) : []));
  const time: ProcessorTime = { node: 0, postgres: 0 };
  const wanted = new Set([root]);
  for (let size = 0; size !== wanted.size; ) {
    size = wanted.size;
    for (const { pid, parent } of processes) if (wanted.has(parent)) wanted.add(pid);
  }
  for (const { pid, name, ticks } of processes) {
    if (!wanted.has(pid)) continue;
    time[name.startsWith('postgres') ? 'postgres' : 'node'] += ticks * TICK_MICROSECONDS;
  }
  return time;
}

function statOf(pid: string) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const end = stat.lastIndexOf(')');
    const fields = stat.slice(end + 2).split(' ');
    const ticks = Number(fields[11]) + Number(fields[12]);
    const name = stat.slice(stat.indexOf('(') + 1, end);
    return [{ pid: Number(pid), name, parent: Number(fields[1]), ticks }];
  } catch {
    return [];
  }
}
