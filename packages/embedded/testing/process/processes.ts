import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { clusterNameOf } from '../../src/postgres/cluster.ts';
import { isAlive, markOf, type ProcessMark, signal } from '../../src/process/process-identity.ts';

/** Far beyond what anything here takes: passing it is a failure, not slowness. */
const PATIENCE_MILLISECONDS = 30_000;

export type Present<Answer> = Exclude<Answer, null | undefined | false>;

/** Waits until the answer is neither null, undefined nor false, and returns it. */
export async function until<Answer>(
  what: string,
  ask: () => Answer | Promise<Answer>,
  milliseconds = PATIENCE_MILLISECONDS,
): Promise<Present<Answer>> {
  for (const end = Date.now() + milliseconds; ; await sleep(50)) {
    const answer = await ask();
    if (answer !== null && answer !== undefined && answer !== false) {
      return answer as Present<Answer>;
    }
    if (Date.now() > end) throw new Error(`waited ${milliseconds} ms in vain: ${what}`);
  }
}

export interface Seen {
  mark: ProcessMark;
  parent: number;
  line: string;
}

/**
 * Every process that has to do with a data folder, other than this one: its path is in the command
 * line or the environment, or the name of its cluster in the title. Nobody else uses that folder, so
 * they are all of our making. Where there is no /proc, none is seen.
 */
export function processesOf(folder: string): Seen[] {
  const traces = [folder, clusterNameOf(folder)];
  return processesThat(({ mark: { pid }, line }) => {
    const about = `${line} ${textOf(`/proc/${pid}/environ`)}`;
    return traces.some((trace) => about.includes(trace));
  });
}

/** The processes that another one has started. */
export const childrenOf = (pid: number): Seen[] => processesThat(({ parent }) => parent === pid);

function processesThat(isOne: (seen: Seen) => boolean): Seen[] {
  if (!existsSync('/proc/self/stat')) return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((name) => {
      const line = textOf(`/proc/${name}/cmdline`).replaceAll('\0', ' ').trim();
      if (line === '') return [];
      const parent = Number(/^PPid:\s+(\d+)$/m.exec(textOf(`/proc/${name}/status`))?.[1] ?? 0);
      return [{ mark: markOf(Number(name)), parent, line }];
    })
    .filter((seen) => isOne(seen) && isAlive(seen.mark));
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/** Waits until nothing runs on the folder any more; the failure says what does. */
export async function untilNothingRunsOn(folder: string): Promise<void> {
  try {
    await until('nothing runs on the folder', () => processesOf(folder).length === 0, 15_000);
  } catch {
    const lines = processesOf(folder).map(({ mark, line }) => `${mark.pid} ${line}`);
    if (lines.length > 0) throw new Error(`still running:\n${lines.join('\n')}`);
  }
}

/** For the end of a test, however it ended. */
export async function killAllOn(folder: string): Promise<void> {
  await until('what is left has been killed', () => {
    const left = processesOf(folder);
    for (const { mark } of left) signal(mark, 'SIGKILL');
    return left.length === 0;
  });
}
