import { until } from '@frontrow/embedded/testing/until';
import { describe, expect, test } from 'vitest';
import { POSTGRES } from '../testing/stores/backends.ts';
import { signBearerToken } from '../testing/workers/worker-process.ts';
import { createWorkerProcesses } from '../testing/workers/worker-processes.ts';

describe('what the port answers is counted by address', () => {
  test('wrong tokens at the dashboard end in RATE_LIMITED; probes and operators go on', async () => {
    const processes = await createWorkerProcesses(POSTGRES);
    const worker = await processes.start({ TRUST_PROXY: 'on' });
    await until('the worker is ready', async () => (await worker.status('/readyz')) === 200);
    const attacker = { 'x-forwarded-for': '192.0.2.1' };
    const wrong = { ...attacker, authorization: 'Bearer nonsense' };
    const tryOften = async (tries: number, path: string, init: RequestInit) => {
      const answers = Array.from({ length: tries }, () => fetch(worker.url + path, init));
      return (await Promise.all(answers)).map(({ status }) => status);
    };
    const form = () => ({ method: 'POST', body: new URLSearchParams({ token: 'nonsense' }) });
    const guesses = [
      ...(await tryOften(60, '/agendash/api', { headers: wrong })),
      ...(await tryOften(60, '/agendash/sign-in', { ...form(), headers: attacker })),
    ];
    expect(guesses.filter((status) => status === 401).length).toBeGreaterThanOrEqual(100);
    expect(guesses).toContain(429);
    const refused = await fetch(`${worker.url}/agendash/api`, { headers: wrong });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    expect(await refused.json()).toMatchObject({ errorCode: 'RATE_LIMITED' });

    const user = await processes.world.user('operator', 'operator');
    const operator = { ...attacker, ...(await signBearerToken(user.id, 'operator')) };
    expect(await tryOften(1, '/agendash/api/stats', { headers: operator })).toEqual([200]);
    expect(await tryOften(1, '/healthz', { headers: attacker })).toEqual([200]);
    const other = { ...wrong, 'x-forwarded-for': '192.0.2.2' };
    expect(await tryOften(1, '/agendash/api', { headers: other })).toEqual([401]);
  });

  test('metrics are for programs on this machine and operators, or on a listener of their own', async () => {
    const processes = await createWorkerProcesses(POSTGRES);
    const worker = await processes.start();
    const passedOn = { 'x-forwarded-for': '127.0.0.1' };
    const scrape = async (headers: Record<string, string>) =>
      (await fetch(`${worker.url}/metrics`, { headers })).status;
    const user = await processes.world.user('operator', 'operator');
    expect(await scrape({})).toBe(200);
    expect(await scrape(passedOn)).toBe(401);
    expect(await scrape({ ...passedOn, ...(await signBearerToken(user.id, 'customer')) })).toBe(
      403,
    );
    expect(await scrape({ ...passedOn, ...(await signBearerToken(user.id, 'operator')) })).toBe(
      200,
    );
    const moved = await processes.start({ METRICS_PORT: '0' });
    expect(await moved.status('/metrics')).toBe(404);
    expect(await moved.status('/healthz')).toBe(200);
  });
});
