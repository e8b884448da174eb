import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { until } from '@frontrow/embedded/testing/until';
import { describe, expect, test } from 'vitest';
import { POSTGRES } from '../testing/stores/backends.ts';
import type { WorkerProcess } from '../testing/workers/worker-process.ts';
import { createWorkerProcesses } from '../testing/workers/worker-processes.ts';

const HTML = { accept: 'text/html' };
const FORM = 'application/x-www-form-urlencoded';

describe('signing in by name', () => {
  test('is offered in development and not in production', async () => {
    const processes = await createWorkerProcesses(POSTGRES);
    const form = () => ({ method: 'POST', body: new URLSearchParams({ name: 'mina' }) });
    const development = await processes.start();
    const [signIn, page] = ['/agendash/dev-sign-in', '/agendash/'];
    const visit = async ({ url }: WorkerProcess) =>
      (await fetch(`${url}${page}`, { headers: HTML })).text();
    expect(await visit(development)).toContain('dev-sign-in');
    const answer = await fetch(`${development.url}${signIn}`, { ...form(), redirect: 'manual' });
    expect(answer.status).toBe(303);
    await until('the worker is ready', async () => (await development.status('/readyz')) === 200);
    const cookie = answer.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    const inside = await fetch(`${development.url}${page}`, { headers: { ...HTML, cookie } });
    expect(inside.status).toBe(200);

    const rebound = await askAs('evil.test', `${development.url}${signIn}`);
    expect(rebound).toMatchObject({ status: 403 });
    expect(rebound.body).toContain('ALLOWED_HOSTS=evil.test');
    expect(await askAs('evil.test', `${development.url}/metrics`)).toMatchObject({ status: 403 });
    expect(await askAs('10.0.0.7', `${development.url}/healthz`)).toMatchObject({ status: 200 });

    const production = await processes.start({ NODE_ENV: 'production', TOPUP: 'off' });
    expect(await visit(production)).not.toContain('dev-sign-in');
    expect((await fetch(`${production.url}${signIn}`, form())).status).toBe(401);
    const inProduction = await askAs('jobs.example', `${production.url}${page}`);
    expect(inProduction).toMatchObject({ status: 401 });
  });
});

/** Posts a sign-in form, or gets the page, as a page of that host would, whose name resolves to this machine. */
async function askAs(host: string, url: string): Promise<{ status: number; body: string }> {
  const method = url.endsWith('sign-in') ? 'POST' : 'GET';
  const headers = { host, origin: `http://${host}`, 'content-type': FORM };
  const sent = request(url, { method, headers }).end(method === 'POST' ? 'name=evil' : '');
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  return { status: response.statusCode ?? 0, body: await text(response) };
}
