import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { cloneDatabase } from '@frontrow/database/testing/database';
import { dataFolder } from '@frontrow/embedded/testing/postgres/postgres-folder';
import { parseSettings } from '@frontrow/settings/settings';
import { expect, onTestFinished, test } from 'vitest';
import { startLocal } from '../src/local.ts';
import type { ServiceOptions, ServiceProcess } from '../src/service-process.ts';

test('METRICS_PORT is the server’s; the worker gets the next port on which nothing listens', async () => {
  const database = await cloneDatabase();
  onTestFinished(() => database.drop());
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  onTestFinished(() => void taken.close());
  const takenPort = (taken.address() as AddressInfo).port;
  const started = new Map<string, NodeJS.ProcessEnv>();
  const startService = async ({ name, env }: ServiceOptions): Promise<ServiceProcess> => {
    started.set(name, env);
    const metricsUrl = `http://127.0.0.1:${env.METRICS_PORT}`;
    const ended = Promise.withResolvers<void>();
    const stop = async () => ended.resolve();
    return {
      url: 'http://127.0.0.1:1',
      metricsUrl,
      exited: ended.promise,
      lastWords: () => '',
      stop,
    };
  };
  const env = {
    DATABASE_URL: database.url,
    FRONTROW_DATA: dataFolder().path,
    METRICS_PORT: String(takenPort - 1),
    FRONTROW_SERVICES: 'server,worker',
  };
  const product = await startLocal(parseSettings(env), {
    env,
    startService,
    report() {},
    signal: new AbortController().signal,
  });
  expect(started.get('server')?.METRICS_PORT).toBe(env.METRICS_PORT);
  expect(Number(started.get('worker')?.METRICS_PORT)).toBeGreaterThan(takenPort);
  expect(product.urls.worker?.metricsUrl).toMatch(/:\d+$/);
  await product.stop();
});
