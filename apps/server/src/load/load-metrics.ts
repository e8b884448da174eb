import { Counter, Gauge, type Registry } from 'prom-client';
import type { ShedReason } from './lane.ts';
import type { LoadControl } from './load-control.ts';
import type { Kind } from './work.ts';

export interface LoadMetrics {
  onShed(kind: Kind, reason: ShedReason): void;
  /** The load control whose state is told. */
  follow(load: LoadControl): void;
}

export function createLoadMetrics(registry: Registry): LoadMetrics {
  const registers = [registry];
  let followed: LoadControl | null = null;
  const shed = new Counter({
    name: 'frontrow_shed_total',
    help: 'Requests that were refused because the server has more than it can do, by kind and reason',
    labelNames: ['kind', 'reason'],
    registers,
  });
  const requests = new Gauge({
    name: 'frontrow_load_requests',
    help: 'Requests that wait, that are served, and that may be served at the same time, by kind',
    labelNames: ['kind', 'state'],
    registers,
    collect() {
      for (const { kind, waiting, inService, atOnce } of followed?.state.lanes ?? []) {
        requests.set({ kind, state: 'waiting' }, waiting);
        requests.set({ kind, state: 'served' }, inService);
        requests.set({ kind, state: 'limit' }, atOnce);
      }
    },
  });
  new Gauge({
    name: 'frontrow_load_pressure',
    help: 'How far the limits are lowered because the event loop or the connection pool is late, from 0 to 1',
    registers,
    collect() {
      this.set(followed?.state.pressure ?? 0);
    },
  });
  new Gauge({
    name: 'frontrow_large_answer_bytes',
    help: 'Bytes of large answers that are made or that wait for their clients',
    registers,
    collect() {
      this.set(followed?.state.largeBytes ?? 0);
    },
  });
  return {
    onShed: (kind, reason) => shed.inc({ kind, reason }),
    follow(load) {
      followed = load;
    },
  };
}
