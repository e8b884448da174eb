import { readdirSync, readFileSync } from 'node:fs';

/** Microseconds of a clock tick, in which Linux counts the time of processes that have ended. */
const TICK_MICROSECONDS = 10_000;

/** Microseconds of processor time that the living threads of a process have used. Linux only. */
export function microsecondsOf(pid: number | string): number {
  try {
    let nanoseconds = 0;
    for (const thread of readdirSync(`/proc/${pid}/task`)) {
      nanoseconds += Number(
        readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0],
      );
    }
    return nanoseconds / 1000;
  } catch {
    // It has ended. Its parent counts its time.
    return 0;
  }
}

/** Microseconds of a process and all its children, those that have ended included. */
export function microsecondsWithChildren(pid: number): number {
  let sum = microsecondsOf(pid) + endedChildrenOf(pid);
  for (const each of readdirSync('/proc')) {
    if (/^\d+$/.test(each) && fieldsOf(each)[1] === String(pid)) sum += microsecondsOf(each);
  }
  return sum;
}

function endedChildrenOf(pid: number): number {
  const fields = fieldsOf(pid);
  return (Number(fields[13] ?? 0) + Number(fields[14] ?? 0)) * TICK_MICROSECONDS;
}

/** The fields of a process's stat file after its name: its parent is the second. None if it has ended. */
function fieldsOf(pid: number | string): string[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return [];
  }
}
