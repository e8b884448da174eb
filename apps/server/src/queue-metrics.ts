import type { QueueContext } from '@frontrow/domain/queue/queue-context';
import { Counter, Gauge, type Registry } from 'prom-client';

/** What this server does by itself for each concert, what of it fails, and the clock that it follows. */
export function createQueueMetrics({ queue, clock }: QueueContext, registry: Registry): void {
  const registers = [registry];
  new Gauge({
    name: 'frontrow_queue_watches',
    help: 'Open streams of queue.watch on this server',
    registers,
    collect() {
      this.set(queue.watches.size);
    },
  });
  new Gauge({
    name: 'frontrow_failing_concerts',
    help: 'Concerts for which something that this server does by itself fails now, by what',
    labelNames: ['work'],
    registers,
    collect() {
      for (const [work, concerts] of queue.failures.failing) this.set({ work }, concerts);
    },
  });
  new Counter({
    name: 'frontrow_concert_failures_total',
    help: 'Failures of what this server does by itself for one concert, by what',
    labelNames: ['work'],
    registers,
    collect() {
      this.reset();
      for (const [work, count] of queue.failures.counts) this.inc({ work }, count);
    },
  });
  new Counter({
    name: 'frontrow_database_clock_steps_total',
    help: 'Steps of the clock of the database that this server has met, by direction',
    labelNames: ['direction'],
    registers,
    collect() {
      this.reset();
      this.inc({ direction: 'back' }, clock.steps.back);
      this.inc({ direction: 'forward' }, clock.steps.forward);
    },
  });
}
