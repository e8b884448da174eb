import { createHash } from 'node:crypto';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * Folders in the order in which they start; all others follow. Slow files come first, since they would run
 * alone at the end. The worker's come before all: they mostly wait, and measure times that a busy
 * processor would change.
 */
const FIRST = [
  '/apps/worker/',
  '/apps/local/',
  '/apps/demo/',
  '/queue-model/',
  '/e2e/consumers/',
  '/e2e/sdk/network/',
  // One behind the other, since a worker process serves files of one environment.
  '/e2e/sdk/react/',
  '/e2e/sdk/readme/',
];

/** Runs the files in a random order that follows from the seed, the slow folders first. */
export default class SlowFilesFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const { seed } = this.ctx.config.sequence;
    const keyOf = ({ moduleId }: TestSpecification) => {
      const rank = FIRST.findIndex((part) => moduleId.includes(part));
      const order = rank < 0 ? FIRST.length : rank;
      return `${order} ${createHash('sha256').update(`${seed} ${moduleId}`).digest('hex')}`;
    };
    return files
      .map((file) => ({ file, key: keyOf(file) }))
      .sort((one, other) => (one.key < other.key ? -1 : 1))
      .map(({ file }) => file);
  }
}
