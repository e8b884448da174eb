import { readFileSync } from 'node:fs';

/** The memory of a process that is in RAM now. NaN on systems other than Linux. */
export const residentMebibytes = (pid: number): number => readStatus(pid, 'VmRSS');

/** The most that it ever was. NaN on systems other than Linux. */
export const peakResidentMebibytes = (pid: number): number => readStatus(pid, 'VmHWM');

function readStatus(pid: number, field: string): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]) / 1024;
  } catch {
    return Number.NaN;
  }
}
