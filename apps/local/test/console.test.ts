import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { untilNothingRunsOn } from '@frontrow/embedded/testing/process/processes';
import { expect, test } from 'vitest';
import { processesOf } from '../testing/program/api-calls.ts';
import { demoFolder } from '../testing/program/data-folder.ts';
import { expectStops } from '../testing/program/expect-stopped.ts';
import { run, TIMEOUT } from '../testing/program/program.ts';

test('start serves the console, lets its origin in, keeps its port, and every process says how it is', {
  timeout: TIMEOUT,
}, async () => {
  const data = await demoFolder();
  const first = run(data, { FRONTROW_SERVICES: 'server,worker,console' });
  const url = await first.consoleUrl();
  const api = await first.url();
  const page = await fetch(url);
  const html = await page.text();
  expect(html).toContain(`<meta name="frontrow-api" content="${api}" />`);
  const policy = page.headers.get('content-security-policy');
  expect(policy).toContain("script-src 'self' 'wasm-unsafe-eval';");
  expect(policy).toContain("frame-ancestors 'none'");
  // Nothing of a sale is in the pages: it comes from the API, to operators.
  expect((await fetch(`${url}/concerts/any`)).status).toBe(200);
  const { origin } = new URL(url);
  const read = await fetch(`${api}/trpc/concert.list?input={"json":{}}`, { headers: { origin } });
  await read.arrayBuffer();
  expect(read.headers.get('access-control-allow-origin')).toBe(origin);

  await expect.poll(() => processesOf(api)).toEqual(['server true', 'worker true']);
  await expectStops(first, 'SIGTERM');
  await untilNothingRunsOn(data.path);
  const kept = JSON.parse(readFileSync(join(data.path, 'ports.json'), 'utf8')) as object;
  expect(kept).toEqual({ console: Number(new URL(url).port) });
});
