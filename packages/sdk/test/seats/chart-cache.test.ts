import { afterEach, expect, test, vi } from 'vitest';
import type { Chart } from '../../src/api.ts';
import { createChartCache } from '../../src/seats/chart-cache.ts';

afterEach(() => {
  vi.useRealTimers();
});

const chart = (performanceId: string, price: number): Chart =>
  ({ performanceId, chartId: 'c', orphanRule: 'off', sections: [{ price }] }) as Chart;

/** A cache over a server whose prices the test sets. */
function cacheOf() {
  vi.useFakeTimers();
  const server = { price: 1, calls: 0, failure: null as Error | null };
  const read = createChartCache({
    chart: {
      async query({ performanceId }) {
        server.calls++;
        if (server.failure) throw server.failure;
        return chart(performanceId, server.price);
      },
    },
  });
  return { server, read: (id = 'p', signal?: AbortSignal) => read(id, signal) };
}

test('calls at the same time share a request, and later ones its answer for a minute', async () => {
  const { server, read } = cacheOf();
  const [one, other] = await Promise.all([read(), read()]);
  expect(one).toBe(other);
  vi.advanceTimersByTime(59_000);
  expect(await read()).toBe(one);
  await read('q');
  expect(server.calls).toBe(2);
});

test('after a minute the server is asked; the chart stays the same object until a price changes', async () => {
  const { server, read } = cacheOf();
  const first = await read();
  vi.advanceTimersByTime(60_000);
  expect(await read()).toBe(first);
  expect(server.calls).toBe(2);
  server.price = 2;
  vi.advanceTimersByTime(60_000);
  expect(await read()).toMatchObject({ sections: [{ price: 2 }] });
});

test('an abort ends one call, and not the request that others wait for', async () => {
  const { server, read } = cacheOf();
  const controller = new AbortController();
  const reason = new Error('enough');
  const aborted = read('p', controller.signal);
  const waiting = read();
  controller.abort(reason);
  await expect(aborted).rejects.toBe(reason);
  expect(await waiting).toMatchObject({ chartId: 'c' });
  expect(server.calls).toBe(1);
});

test('a failure is not kept, and what was known before is still the same object', async () => {
  const { server, read } = cacheOf();
  const first = await read();
  vi.advanceTimersByTime(60_000);
  server.failure = new Error('offline');
  await expect(read()).rejects.toThrow('offline');
  server.failure = null;
  expect(await read()).toBe(first);
});
