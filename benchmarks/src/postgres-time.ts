import { readdirSync, readFileSync } from 'node:fs';
import type { Environment } from './environment.ts';

/** Clock ticks a second, in which Linux counts processor time. */
const TICKS = 100;

/** The processor time that Postgres has used so far, in seconds. Needs Linux and a server on this machine. */
export async function postgresSeconds({ ctx }: Environment): Promise<number> {
  const [backend] = await ctx.sql.rows<{ pid: number }>(
    { name: 'bench-backend', text: 'select pg_backend_pid() as pid' },
    [],
  );
  const parent = fieldsOf(String(backend?.pid))[1];
  let ticks = 0;
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    const fields = fieldsOf(pid);
    if (pid !== parent && fields[1] !== parent) continue;
    // Of the parent also the time of processes that have ended.
    for (const field of pid === parent ? [11, 12, 13, 14] : [11, 12])
      ticks += Number(fields[field]);
  }
  return ticks / TICKS;
}

/** The fields of a process's stat file after its name; none if it has ended. */
function fieldsOf(pid: string): string[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return [];
  }
}
