import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import type { Environment } from '../environment.ts';

/**
 * Gives the load the last core for itself, and the server and Postgres all others: at several times of what a server can do the
 * load takes a core too, which in production is one of another machine. Returns false where there is one core only, or no
 * `taskset`.
 */
export async function giveLoadItsOwnCore(
  { ctx }: Environment,
  serverPid: number,
): Promise<boolean> {
  const last = availableParallelism() - 1;
  if (last < 1 || !pin(process.pid, `${last}`)) return false;
  const [backend] = await ctx.sql.rows<{ pid: number }>(
    { name: 'bench-backend', text: 'select pg_backend_pid() as pid' },
    [],
  );
  const postmaster = parentOf(backend?.pid ?? 0);
  const others = `0-${last - 1}`;
  const ofPostgres = readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid === postmaster || (pid > 0 && parentOf(pid) === postmaster));
  for (const pid of [serverPid, ...ofPostgres]) pin(pid, others);
  return true;
}

const pin = (pid: number, cores: string): boolean =>
  spawnSync('taskset', ['-acp', cores, String(pid)], { stdio: 'ignore' }).status === 0;

function parentOf(pid: number): number | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return null;
  }
}
