import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { untilNothingRunsOn } from '@frontrow/embedded/testing/process/processes';
import { until } from '@frontrow/embedded/testing/until';
import { expect, test } from 'vitest';
import {
  demoFolder,
  postgresOn,
  serverOn,
  storefrontOn,
  workerOn,
} from '../testing/program/data-folder.ts';
import { expectNothingRunning, expectStops } from '../testing/program/expect-stopped.ts';
import { run, TIMEOUT } from '../testing/program/program.ts';

const SERVICES = { FRONTROW_SERVICES: 'server,storefront' };

/** The text that one origin gets of another's answer; null if the browser would keep it from the page. */
async function allowedOrigin(apiUrl: string, origin: string): Promise<string | null> {
  const response = await fetch(`${apiUrl}/trpc/concert.list?input={"json":{}}`, {
    headers: { origin },
  });
  await response.arrayBuffer();
  return response.headers.get('access-control-allow-origin');
}

test('start serves the built pages, lets their origin in, prints them first, and keeps their port', {
  timeout: TIMEOUT,
}, async () => {
  const data = await demoFolder();
  const first = run(data, SERVICES);
  const url = await first.storefrontUrl();
  const api = await first.url();
  expect(first.output()).toMatch(/^Frontrow is running\.\n {2}storefront {2}http/m);
  const page = await fetch(url, { headers: { 'accept-language': 'ko' } });
  const html = await page.text();
  expect(html).toContain(`<meta name="frontrow-api" content="${api}" />`);
  expect(html).toContain('<html lang="ko">');
  expect(page.headers.get('content-security-policy')).toContain(`connect-src 'self' ${api};`);
  expect(page.headers.get('content-security-policy')).not.toContain('unsafe');
  expect(page.headers.get('x-content-type-options')).toBe('nosniff');
  expect(page.headers.get('cache-control')).toBe('no-cache');
  const [script = ''] = /\/assets\/first-\w+\.js/.exec(html) ?? [];
  const asset = await fetch(url + script, { headers: { 'accept-encoding': 'br' } });
  expect(asset.headers.get('cache-control')).toMatch(/max-age=31536000,\s*immutable/);
  expect(asset.headers.get('content-encoding')).toBe('br');
  await asset.arrayBuffer();
  expect((await fetch(`${url}/assets/missing.js`)).status).toBe(404);
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
  expect((await fetch(`${url}/concerts/any/queue`)).status).toBe(200);
  expect((await fetch(url, { method: 'POST' })).status).toBe(405);
  expect(await allowedOrigin(api, new URL(url).origin)).toBe(new URL(url).origin);
  expect(await allowedOrigin(api, 'https://elsewhere.example')).not.toBe(
    'https://elsewhere.example',
  );

  // It has no secret and no address of the database.
  const { pid } = storefrontOn(data)?.identity ?? { pid: 0 };
  const environment = readFileSync(`/proc/${pid}/environ`, 'utf8');
  expect(environment).not.toMatch(/DATABASE_URL|SECRET/);

  process.kill(pid, 'SIGKILL');
  await first.waitForOutput(/The storefront .*/);
  const answers = () =>
    fetch(`${url}/healthz`).then(
      ({ ok }) => ok,
      () => false,
    );
  await until('the storefront answers again', answers);
  await expectStops(first, 'SIGTERM');
  await expectNothingRunning(data);

  const kept = JSON.parse(readFileSync(join(data.path, 'ports.json'), 'utf8')) as object;
  expect(kept).toEqual({ storefront: Number(new URL(url).port) });
  const second = run(data, SERVICES);
  expect(await second.storefrontUrl()).toBe(url);
  await expectStops(second, 'SIGTERM');
  await untilNothingRunsOn(data.path);
});

test('with FRONTROW_SERVICES=storefront: runs neither server nor worker, and stops with the outermost of several shells', {
  timeout: TIMEOUT,
}, async () => {
  const data = await demoFolder();
  // The shells pass no signal on.
  const shell = ['sh', '-c', '"$0" "$@"; exit $?'];
  const env = { FRONTROW_SERVICES: 'storefront', API_URL: 'https://api.example' };
  const program = run(data, env, { wrapper: [...shell, ...shell] });
  const url = await program.storefrontUrl();
  expect(await (await fetch(url)).text()).toContain('content="https://api.example"');
  expect(program.output()).not.toContain('API');
  expect(postgresOn(data)).toBeDefined();
  expect(serverOn(data)).toBeUndefined();
  expect(workerOn(data)).toBeUndefined();
  program.kill('SIGTERM');
  await program.waitForOutput(/Frontrow has stopped/);
  await expectNothingRunning(data);
});

test('behind TLS the pages come back by https only', { timeout: TIMEOUT }, async () => {
  const data = await demoFolder();
  const program = run(data, { FRONTROW_SERVICES: 'storefront', TRUST_PROXY: 'on' });
  const url = await program.storefrontUrl();
  const headersOf = async (headers: Record<string, string>) =>
    (await fetch(url, { headers })).headers;
  expect(
    (await headersOf({ 'x-forwarded-proto': 'https' })).get('strict-transport-security'),
  ).toMatch(/max-age/);
  expect((await headersOf({})).get('strict-transport-security')).toBeNull();
  await expectStops(program, 'SIGTERM');
});
