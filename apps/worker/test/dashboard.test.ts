import { until } from '@frontrow/embedded/testing/until';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { onEachBackend, POSTGRES } from '../testing/stores/backends.ts';
import { signBearerToken, type WorkerProcess } from '../testing/workers/worker-process.ts';
import {
  createWorkerProcesses,
  RELEASE_JOB,
  type WorkerProcesses,
} from '../testing/workers/worker-processes.ts';

const HTML = { accept: 'text/html' };
const JSON_BODY = { 'content-type': 'application/json' };

onEachBackend((backend) => {
  let processes: WorkerProcesses;
  let worker: WorkerProcess;
  let operator: Record<string, string>;
  let end = async () => {};

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

  // The tests share a worker: only the last of them changes jobs or writes to the log of operators.
  beforeAll(async () => {
    processes = await createWorkerProcesses(backend, (given) => {
      end = given;
    });
    worker = await processes.start();
    const user = await processes.world.user('operator', 'operator');
    operator = await signBearerToken(user.id, 'operator');
    await until('the worker is ready', async () => (await worker.status('/readyz')) === 200);
  });
  afterAll(() => end());

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
