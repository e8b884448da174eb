import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { BenchOptions } from '../options.ts';
import type { ScenarioResult } from '../run-scenario.ts';
import { figuresOf, reachesBar } from './figures.ts';
import type { Machine } from './machine.ts';
import { costRatio } from './table.ts';

const REPOSITORY = fileURLToPath(new URL('../../../..', import.meta.url));
const FOLDER = 'benchmarks/history';

/** What is measured. */
export interface Revision {
  commit: string;
  /** Whether files differ from the commit. */
  changed: boolean;
}

/** The commit that is checked out now. */
export function currentRevision(): Revision {
  const git = (...args: string[]) =>
    execFileSync('git', args, { cwd: REPOSITORY, encoding: 'utf8' }).trim();
  return {
    commit: git('rev-parse', '--short', 'HEAD'),
    changed: git('status', '--porcelain', '--untracked-files=no') !== '',
  };
}

/** Writes the figures of a commit into `benchmarks/history`. Returns the path in the repository. */
export function saveHistory(
  results: ScenarioResult[],
  { commit, changed, machine }: Revision & { machine: Machine },
  { quick, rounds }: BenchOptions,
): string {
  const date = new Date().toISOString().slice(0, 10);
  const content = {
    ...{ date, commit, changed, quick, rounds, machine },
    scenarios: results.map((result) => ({
      name: result.name,
      about: result.about,
      memoryMegabytes: result.memory,
      violations: result.violations,
      costs: result.costBars.map((bar) => ({ ...bar, ratio: costRatio(result, bar) })),
      cases: result.cases.map((each) => {
        const figures = figuresOf(result, each);
        return { ...figures, reached: reachesBar(figures), rounds: each.product.length };
      }),
    })),
  };
  const path = `${FOLDER}/${date}-${commit}.json`;
  mkdirSync(`${REPOSITORY}/${FOLDER}`, { recursive: true });
  writeFileSync(`${REPOSITORY}/${path}`, `${JSON.stringify(content, rounded, 2)}\n`);
  return path;
}

/** Four digits are more than a figure is worth. */
const rounded = (_: string, value: unknown) =>
  typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(4)) : value;
