import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { until } from '@frontrow/embedded/testing/until';
import { beforeEach, describe, expect, test } from 'vitest';
import { onEachBackend, POSTGRES } from '../testing/stores/backends.ts';
import { signBearerToken, type WorkerProcess } from '../testing/workers/worker-process.ts';
import {
  createWorkerProcesses,
  RELEASE_JOB,
  type WorkerProcesses,
} from '../testing/workers/worker-processes.ts';

const HTML = { accept: 'text/html' };
const FORM = 'application/x-www-form-urlencoded';
const JSON_BODY = { 'content-type': 'application/json' };

onEachBackend((backend) => {
  let processes: WorkerProcesses;
  let worker: WorkerProcess;
  let operator: Record<string, string>;

  const ask = (path: string, init: RequestInit = {}) =>
    fetch(`${worker.url}/agendash${path}`, { redirect: 'manual', ...init });
  const post = (path: string, body: object, headers: Record<string, string> = {}) =>
    ask(path, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { ...JSON_BODY, ...operator, ...headers },
    });
  /** Opens the event stream of the dashboard. The seconds until it ends. */
  const eventsUntilTheEnd = async (headers: Record<string, string>) => {
    const start = performance.now();
    const events = await ask('/api/events', { headers });
    expect(events.status).toBe(200);
    await events.text().catch(() => {});
    return (performance.now() - start) / 1_000;
  };
  const storedSchedules = async () => {
    const answer = await ask(`/api?job=${RELEASE_JOB}`, { headers: operator });
    const { jobs } = (await answer.json()) as { jobs: { job: Record<string, unknown> }[] };
    // A requeued job exists beside the schedule until its run has ended.
    return jobs.flatMap(({ job }) => (job.repeatInterval ? [job] : []));
  };

  beforeEach(async () => {
    processes = await createWorkerProcesses(backend);
    worker = await processes.start();
    const user = await processes.world.user('operator', 'operator');
    operator = await signBearerToken(user.id, 'operator');
    await until('the worker is ready', async () => (await worker.status('/readyz')) === 200);
  });

  test('operators see the jobs until their token ends, everybody else gets 401, 403 or the sign-in page', async () => {
    const { id } = await processes.world.user('until the token ends', 'operator');
    const ended = eventsUntilTheEnd(await signBearerToken(id, 'operator', '5 seconds'));
    const page = await ask('/', { headers: { ...operator, ...HTML } });
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('Agendash');
    await until('the job is stored', async () => (await storedSchedules()).length === 1);
    expect((await storedSchedules())[0]).toMatchObject({
      name: RELEASE_JOB,
      repeatInterval: '1 seconds',
    });

    const customer = await processes.world.user('customer');
    const gone = await processes.world.user('gone', 'operator');
    await processes.world.pool.query('update app_user set deleted_at = now() where id = $1', [
      gone.id,
    ]);
    const refused: [Record<string, string>, number, string][] = [
      [{}, 401, 'UNAUTHENTICATED'],
      [{ authorization: 'Bearer nonsense' }, 401, 'UNAUTHENTICATED'],
      [{ cookie: 'frontrow_operator=nonsense' }, 401, 'UNAUTHENTICATED'],
      [await signBearerToken(customer.id, 'customer'), 403, 'FORBIDDEN'],
      [await signBearerToken(customer.id, 'service'), 403, 'FORBIDDEN'],
      [await signBearerToken(gone.id, 'operator'), 401, 'USER_NOT_FOUND'],
    ];
    for (const [headers, status, errorCode] of refused) {
      for (const path of ['/', '/api', '/api/stats', '/assets/none.js']) {
        const answer = await ask(path, { headers });
        expect([path, answer.status, await answer.json()]).toEqual([
          ...[path, status],
          expect.objectContaining({ errorCode }),
        ]);
      }
      const signIn = await ask('/', { headers: { ...headers, ...HTML } });
      expect(signIn.status).toBe(status);
      expect(await signIn.text()).toContain('Access token');
    }
    for (const path of ['/healthz', '/readyz', '/metrics']) {
      const { status, headers } = await fetch(`${worker.url}${path}`);
      expect([status, headers.get('x-content-type-options')]).toEqual([200, 'nosniff']);
    }
    // Without the token's end they would be closed after a minute.
    expect(await ended).toBeLessThan(30);
  });

  test('the sign-in page stores a token in a cookie for the dashboard alone, and refuses other sites', async () => {
    const token = String(operator.authorization).slice('Bearer '.length);
    const signIn = (body: Record<string, string>, headers: Record<string, string> = {}) =>
      ask('/sign-in', { method: 'POST', body: new URLSearchParams(body), headers });
    const answer = await signIn({ token });
    expect(answer.status).toBe(303);
    expect(answer.headers.get('location')).toBe('/agendash/');
    const [cookie = ''] = answer.headers.getSetCookie();
    expect(cookie).toMatch(/; Path=\/agendash; HttpOnly; SameSite=Strict$/);
    const withCookie = { cookie: cookie.split(';')[0] ?? '' };
    expect((await ask('/api', { headers: withCookie })).status).toBe(200);

    const page = await signIn({ token: 'nonsense' }, HTML);
    expect(page.status).toBe(401);
    expect(page.headers.getSetCookie()).toEqual([]);
    expect(await page.text()).toContain('role="alert"');
    const foreign = { ...withCookie, ...JSON_BODY };
    for (const headers of [
      { ...foreign, origin: 'https://elsewhere.example' },
      { ...foreign, 'sec-fetch-site': 'cross-site' },
    ]) {
      const body = JSON.stringify({ jobName: RELEASE_JOB });
      const act = await ask('/api/jobs/create', { method: 'POST', body, headers });
      expect(act.status).toBe(403);
    }
    const out = await ask('/sign-out', { method: 'POST', headers: withCookie });
    expect(out.headers.getSetCookie()[0]).toMatch(
      /^frontrow_operator=; .*Expires=Thu, 01 Jan 1970/,
    );
  });

  test('actions of operators are executed and recorded; malformed or unknown ones are refused', async () => {
    const { pool, services } = processes.world;
    const [job] = await until('the job is stored', async () => {
      const jobs = await storedSchedules();
      return jobs.length === 1 && jobs;
    });
    const jobIds = [String(job?._id)];
    expect((await post('/api/jobs/pause', { jobIds })).status).toBe(200);
    await until('the job is paused', async () => (await storedSchedules())[0]?.disabled === true);
    expect((await post('/api/jobs/resume', { jobIds })).status).toBe(200);
    expect((await post('/api/jobs/requeue', { jobIds })).status).toBe(200);
    expect((await post('/api/jobs/delete', { jobIds })).status).toBe(200);
    await until('the deleted job is restored', async () => {
      const [first] = await storedSchedules();
      return first !== undefined && first._id !== jobIds[0];
    });
    const { items } = await services.admin.actions({ limit: 10 });
    expect(items.map(({ action, details }) => [action, details])).toEqual([
      ['deleteJob', { job: RELEASE_JOB }],
      ['requeueJob', { job: RELEASE_JOB }],
      ['resumeJob', { job: RELEASE_JOB }],
      ['pauseJob', { job: RELEASE_JOB }],
    ]);
    expect(new Set(items.map(({ targetId }) => targetId)).size).toBe(1);

    // A job name beside the ids is ignored; the record names the job of the id.
    const [current] = await storedSchedules();
    const mixed = { jobName: 'purge-queue-tokens', jobIds: [String(current?._id)] };
    expect((await post('/api/jobs/pause', mixed)).status).toBe(200);
    const [last] = (await services.admin.actions({ limit: 1 })).items;
    expect(last).toMatchObject({ action: 'pauseJob', details: { job: RELEASE_JOB } });
    expect((await storedSchedules())[0]).toMatchObject({ disabled: true });

    const countActions = async () => (await pool.query('select from operator_action')).rowCount;
    const before = await countActions();
    for (const [path, body] of [
      ['/api/jobs/create', { jobName: 'no-such-job' }],
      ['/api/jobs/create', {}],
      ['/api/jobs/pause', { jobIds: [] }],
      ['/api/jobs/delete', { jobIds: ['nonsense'] }],
      ['/api/jobs/delete', { jobIds: { $ne: null } }],
      ['/api/jobs/delete', { jobIds: [{ toString: 1, valueOf: 1 }] }],
      ['/api/jobs/create', { jobName: RELEASE_JOB, jobSchedule: { $gt: 1 } }],
      ['/api/jobs/create', { jobName: RELEASE_JOB, jobRepeatEvery: ['1 second'] }],
      [
        '/api/jobs/create',
        { jobName: RELEASE_JOB, jobData: JSON.parse('['.repeat(200) + ']'.repeat(200)) },
      ],
    ] as const) {
      expect([path, (await post(path, body)).status]).toEqual([path, 400]);
    }
    expect((await post('/api/jobs/elsewhere', { jobIds })).status).toBe(404);
    const put = { method: 'PUT', body: '{}', headers: { ...operator, ...JSON_BODY } };
    const refused = await ask('/api/jobs/create', put);
    expect([refused.status, refused.headers.get('allow')]).toEqual([405, 'POST']);
    for (const path of ['/healthz', '/readyz', '/metrics']) {
      const { status, headers } = await fetch(`${worker.url}${path}`, { method: 'PUT' });
      expect([path, status, headers.get('allow')]).toEqual([path, 405, 'GET, HEAD, OPTIONS']);
    }
    for (const query of ['limit=1e9', 'skip=x', 'limit=-1', 'q=a&q=b', 'q=%00']) {
      const read = await ask(`/api?${query}`, { headers: operator });
      expect([query, read.status]).toEqual([query, 400]);
    }
    expect((await ask('/api/logs?from=banana', { headers: operator })).status).toBe(400);
    const broken = { method: 'POST', body: '{', headers: { ...operator, ...JSON_BODY } };
    expect((await ask('/api/jobs/pause', broken)).status).toBe(400);
    expect(await countActions()).toBe(before);
  });
});

test('job data that the log of operators could not show again is refused, and the log stays readable', async () => {
  const processes = await createWorkerProcesses(POSTGRES);
  const worker = await processes.start();
  const user = await processes.world.user('operator', 'operator');
  const operator = await signBearerToken(user.id, 'operator');
  await until('the worker is ready', async () => (await worker.status('/readyz')) === 200);
  const create = async (fields: string) => {
    const answer = await fetch(`${worker.url}/agendash/api/jobs/create`, {
      method: 'POST',
      body: `{"jobName": "${RELEASE_JOB}", ${fields}}`,
      headers: { ...JSON_BODY, ...operator },
    });
    const { error } = (await answer.json()) as { error?: string };
    return [answer.status, error];
  };
  const deep = `${'['.repeat(9)}${']'.repeat(9)}`;
  const huge = `"${'x'.repeat(4_096)}"`;
  for (const [fields, error] of [
    ['"jobData": {"constructor": 1}', 'jobData.constructor is not allowed as a key'],
    ['"jobData": {"a": [{"__proto__": 1}]}', 'jobData.a.0.__proto__ is not allowed as a key'],
    ['"jobData": {"prototype": 1}', 'jobData.prototype is not allowed as a key'],
    [String.raw`"jobData": {"a": "\u0000"}`, 'jobData.a must be well-formed text'],
    [String.raw`"jobData": {"a": "\ud800"}`, 'jobData.a must be well-formed text'],
    [`"jobData": ${deep}`, 'jobData.0 is nested more than 8 times'],
    [`"jobData": ${huge}`, 'jobData has 4098 bytes; at most 4096 are taken'],
    ['"jobSchedule": {"constructor": 1}', expect.stringContaining('jobSchedule')],
    ['"jobRepeatEvery": ["constructor"]', expect.stringContaining('jobRepeatEvery')],
  ] as const) {
    expect([fields, ...(await create(fields))]).toEqual([fields, 400, error]);
  }
  expect(await create('"jobData": {"note": "by hand"}')).toEqual([200, undefined]);
  const { items } = await processes.world.services.admin.actions({ limit: 10 });
  const created = { job: RELEASE_JOB, jobName: RELEASE_JOB, jobData: { note: 'by hand' } };
  expect(items.map(({ details }) => details)).toEqual([created]);
});

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
