import { expect, test } from 'vitest';
import { exponentialBackoff } from './backoff.ts';
import type { Job } from './jobs.ts';

test.each([
  ['a second', 1, [1, 2, 4, 8, 16, 32, 60, 60]],
  ['five minutes', 300, [10, 20, 40, 80, 160, 300, 300]],
  ['an hour', 3_600, [10, 20, 40, 80, 160, 320, 640, 1_280, 2_560, 3_600]],
])(
  'a job that fails and has a period of %s is tried again soon, then less often',
  (_, periodSeconds, seconds) => {
    const delayOf = exponentialBackoff({ periodSeconds } as Job);
    const error = new Error('failed');
    const delays = seconds.map((__, i) =>
      delayOf({ attempt: i + 1, error, jobName: 'audit', jobData: undefined }),
    );
    expect(delays).toEqual(seconds.map((each) => each * 1_000));
  },
);
