import type { Pool } from 'pg';
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';

/** What every process tells of itself: memory, event loop, and its connections to the database. */
export function createRegistry(pool: Pool | null): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const connections = new Gauge({
    name: 'frontrow_pool_connections',
    help: 'Connections to the database: all, idle, and calls that wait for one',
    labelNames: ['state'],
    registers: [registry],
    collect() {
      connections.set({ state: 'all' }, pool?.totalCount ?? 0);
      connections.set({ state: 'idle' }, pool?.idleCount ?? 0);
      connections.set({ state: 'waiting' }, pool?.waitingCount ?? 0);
    },
  });
  return registry;
}
