import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '@frontrow/embedded/testing/until';
import { expect, test } from 'vitest';
import { statusOf } from '../testing/program/api-calls.ts';
import { demoFolder, postgresOn, serverOn, workerOn } from '../testing/program/data-folder.ts';
import { expectNothingRunning, expectStops } from '../testing/program/expect-stopped.ts';
import { run, TIMEOUT } from '../testing/program/program.ts';
import { copyWorkspace } from '../testing/program/workspace-copy.ts';

test('pnpm dev restarts what a change concerns, and nothing else, at the same address', {
  timeout: TIMEOUT,
}, async () => {
  const workspace = copyWorkspace();
  const data = await demoFolder();
  const program = run(data, {}, { main: join(workspace, 'apps/local/src/dev/main.ts') });
  const url = await program.url();
  const [postgres, worker, server] = [postgresOn(data), workerOn(data), serverOn(data)];
  const isHealthy = async () => (await statusOf(url, '/healthz').catch(() => null)) === 200;
  expect(await isHealthy()).toBe(true);

  const file = join(workspace, 'apps/server/src/main.ts');
  const source = readFileSync(file, 'utf8');
  writeFileSync(file, `console.log('the changed server');\n${source}`);
  await program.waitForOutput(/the changed server\n/);
  await until('the changed server answers', isHealthy);
  expect(serverOn(data)).not.toEqual(server);
  expect(program.output()).toContain('apps/server/src/main.ts has changed');

  // A server that cannot start does not end the program.
  writeFileSync(file, 'this is not TypeScript');
  await program.waitForOutput(/The server has ended\. It starts again after the next change\./);
  expect(await isHealthy()).toBe(false);
  writeFileSync(file, source);
  await until('the repaired server answers', isHealthy);

  expect(workerOn(data)).toEqual(worker);
  expect(postgresOn(data)).toEqual(postgres);
  expect(program.output()).toMatch(/^\[[\d:.]+\] INFO: \[server\] listening/m);
  await expectStops(program, 'SIGINT');
  await expectNothingRunning(data);
});

test('pnpm dev serves the pages from their sources, with the address of the API', {
  timeout: TIMEOUT,
}, async () => {
  const data = await demoFolder();
  const env = { FRONTROW_SERVICES: 'storefront', API_URL: 'http://127.0.0.1:4999' };
  const main = join(import.meta.dirname, '../src/dev/main.ts');
  const program = run(data, env, { main });
  const url = await program.storefrontUrl();
  const html = await (await fetch(url)).text();
  expect(html).toContain('content="http://127.0.0.1:4999"');
  expect(html).toContain('/@vite/client');
  const source = await fetch(`${url}/src/main.tsx`);
  expect(source.headers.get('content-type')).toContain('javascript');
  expect(await source.text()).toContain('createRoot');
  await expectStops(program, 'SIGINT');
  await expectNothingRunning(data);
});
