import { createHash } from 'node:crypto';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Folders whose files take long, most of it waiting. Behind the others they would run alone at the end. */
const SLOW = [
  '/apps/worker/',
  '/apps/local/',
  '/apps/demo/',
  '/queue-model/',
  '/e2e/consumers/',
  '/e2e/sdk/network/',
];

/** Runs the files in a random order that follows from the seed, the slow ones first. */
export default class SlowFilesFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const { seed } = this.ctx.config.sequence;
    const keyOf = ({ moduleId }: TestSpecification) => {
      const first = SLOW.some((part) => moduleId.includes(part)) ? 0 : 1;
      return `${first} ${createHash('sha256').update(`${seed} ${moduleId}`).digest('hex')}`;
    };
    return files
      .map((file) => ({ file, key: keyOf(file) }))
      .sort((one, other) => (one.key < other.key ? -1 : 1))
      .map(({ file }) => file);
  }
}
