import { Histogram, Registry } from 'prom-client';
import { expect, test } from 'vitest';
import { CallTimes } from './call-times.ts';

test('the times of calls read as those of a histogram of prom-client', async () => {
  const [ours, theirs] = [new Registry(), new Registry()];
  const times = new CallTimes(ours);
  const histogram = new Histogram({
    name: 'frontrow_call_seconds',
    help: 'Seconds from the start of a call to its answer',
    labelNames: ['procedure'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers: [theirs],
  });
  for (const [procedure, seconds] of [
    ['queue.status', 0],
    ['queue.status', 0.001],
    ['queue.status', 0.0010001],
    ['payment.pay', 0.3],
    ['payment.pay', 5],
    ['queue.status', 60],
  ] as const) {
    times.add(procedure, seconds);
    histogram.observe({ procedure }, seconds);
  }
  expect(await ours.metrics()).toBe(await theirs.metrics());
});
