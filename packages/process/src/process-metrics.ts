import type { Pool } from 'pg';
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';

/** The metrics that every process has: memory, event loop, and database connections. */
export function createRegistry(pool: Pool | null): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const connections = new Gauge({
    name: 'frontrow_pool_connections',
    help: 'Database connections: all, idle, and queries that wait for one',
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
