import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * Folders and files in the order in which they start, after those with an environment of their own; all others follow.
 * Slow files come first, since they would run alone at the end. The worker's come before all: they mostly wait, and
 * measure times that a busy processor would change.
 */
const FIRST = [
  '/apps/worker/',
  '/apps/local/',
  '/apps/demo/',
  '/queue-model/',
  '/money-model/',
  '/e2e/consumers/',
  '/e2e/storefront/layout-shift.',
  '/e2e/sdk/network/',
  '/e2e/storefront/',
  '/apps/server/test/top-ups/',
  '/seat-model/',
];

/**
 * Runs the files in a random order that follows from the seed, the slow folders first. Before them come the files that
 * name an environment: a worker process serves files of one environment, and each change from one to another starts a
 * process, which loads everything again.
 */
export default class SlowFilesFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const { seed } = this.ctx.config.sequence;
    const keyOf = ({ moduleId }: TestSpecification) => {
      const found = FIRST.findIndex((part) => moduleId.includes(part));
      const rank = found < 0 ? FIRST.length : found;
      const order = namesEnvironment(moduleId) ? 0 : rank + 1;
      const random = createHash('sha256').update(`${seed} ${moduleId}`).digest('hex');
      return `${String(order).padStart(2, '0')} ${random}`;
    };
    return files
      .map((file) => ({ file, key: keyOf(file) }))
      .sort((one, other) => (one.key < other.key ? -1 : 1))
      .map(({ file }) => file);
  }
}

const namesEnvironment = (path: string): boolean =>
  readFileSync(path, 'utf8').startsWith('// @vitest-environment ');
