import { Counter, Gauge, type Registry } from 'prom-client';
import type { Admission } from './admission.ts';

/** Whether this server admits, and how often the thread for it has ended. */
export function createAdmissionMetrics(registry: Registry): { follow(admission: Admission): void } {
  const registers = [registry];
  let followed: Admission | null = null;
  new Gauge({
    name: 'frontrow_admission_running',
    help: 'Whether this server admits: 1, or 0 if its thread for that has not looked at the queues for 10 seconds',
    registers,
    collect() {
      this.set(followed?.isRunning ? 1 : 0);
    },
  });
  new Counter({
    name: 'frontrow_admission_ends_total',
    help: 'How often the thread that admits has ended by itself and was started again',
    registers,
    collect() {
      this.reset();
      this.inc(followed?.ended ?? 0);
    },
  });
  return {
    follow(admission) {
      followed = admission;
    },
  };
}
