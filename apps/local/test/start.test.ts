import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { dataFolder } from '@frontrow/embedded/testing/postgres/postgres-folder';
import { query } from '@frontrow/embedded/testing/postgres/query';
import { untilNothingRunsOn } from '@frontrow/embedded/testing/process/processes';
import { listen } from '@frontrow/embedded/testing/process/unrelated';
import { until } from '@frontrow/embedded/testing/until';
import { describe, expect, test } from 'vitest';
import { readRunning } from '../src/running-file.ts';
import { concertTitles, signIn, statusOf } from '../testing/program/api-calls.ts';
import {
  demoFolder,
  mongoOn,
  postgresOn,
  serverOn,
  workerOn,
} from '../testing/program/data-folder.ts';
import { expectNothingRunning, expectStops } from '../testing/program/expect-stopped.ts';
import { run, TIMEOUT } from '../testing/program/program.ts';

describe('pnpm start', () => {
  test('serves the demo data, refuses a second start, stops in order, and keeps the data for the next start, which runs the server alone', {
    timeout: TIMEOUT,
  }, async () => {
    const data = dataFolder();
    const first = run(data);
    const url = await first.url();
    expect(first.output()).toContain(data.path);
    expect(readRunning(data.path)).toEqual({ server: url });
    expect(await statusOf(url, '/readyz')).toBe(200);
    expect(await concertTitles(url)).toEqual([
      'Aurora Lines: Final Tour',
      'Winter Strings',
      'Basement Session',
    ]);
    const id = await signIn(url, 'someone');
    for (const find of [serverOn, workerOn, postgresOn]) {
      expect(find(data)?.parent).toBe(first.pid);
    }
    // Server and worker know the role that reads and writes tables, and not the owner's password.
    const { password } = JSON.parse(readFileSync(join(data.path, 'postgres.json'), 'utf8'));
    for (const find of [serverOn, workerOn]) {
      const { pid } = find(data)?.identity ?? { pid: 0 };
      const environment = readFileSync(`/proc/${pid}/environ`, 'utf8');
      expect(environment).toMatch(/DATABASE_URL=postgres:\/\/frontrow_app:/);
      expect(environment).not.toContain(password);
    }

    const refused = run(data);
    expect(await refused.ended).toBe(1);
    expect(refused.output()).toBe(
      `Frontrow could not start: Frontrow already runs on ${data.path} (process ${first.pid})\n`,
    );
    expect(await statusOf(url, '/readyz')).toBe(200);
    expect(readRunning(data.path)).toEqual({ server: url });
    await expectStops(first, 'SIGTERM');
    await expectNothingRunning(data);

    // Without a worker there is no job store either.
    const second = run(data, { FRONTROW_SERVICES: 'server', MONGODB_URL: 'embedded' });
    const again = await second.url();
    expect(await signIn(again, 'someone')).toBe(id);
    expect(await concertTitles(again)).toHaveLength(3);
    expect(workerOn(data)).toBeUndefined();
    expect(mongoOn(data)).toBeUndefined();
    await expectStops(second, 'SIGINT');
    await expectNothingRunning(data);
  });

  test('with DATABASE_URL: uses that Postgres, with FRONTROW_SERVICES=worker for the jobs alone, and does not stop it', {
    timeout: TIMEOUT,
  }, async () => {
    const external = await demoFolder();
    const { url: DATABASE_URL } = await external.start();
    const data = dataFolder();
    const env = { DATABASE_URL, FRONTROW_SERVICES: 'worker', SWEEP_SECONDS: '1' };
    const alone = run(data, env);
    const worker = await alone.workerUrl();
    expect(alone.output()).not.toContain('API');
    expect(serverOn(data)).toBeUndefined();
    expect(workerOn(data)?.parent).toBe(alone.pid);
    await until('the worker is ready', async () => (await statusOf(worker, '/readyz')) === 200);
    expect(await statusOf(worker, '/agendash/')).toBe(401);
    const jobs = () => query<{ name: string }>(DATABASE_URL, 'select name from agenda_jobs');
    await until('the jobs are stored', async () => (await jobs()).length === 6);
    await expectStops(alone, 'SIGTERM');
    await expectNothingRunning(data);

    const program = run(data, { DATABASE_URL, FRONTROW_SERVICES: 'server' });
    expect(await concertTitles(await program.url())).toHaveLength(3);
    expect(postgresOn(data)).toBeUndefined();
    // A second start fails because the port is taken; it must not remove the first one's running.json.
    const PORT = new URL(await program.url()).port;
    expect(await run(data, { DATABASE_URL, FRONTROW_SERVICES: 'server', PORT }).ended).toBe(1);
    expect(readRunning(data.path)).toEqual({ server: await program.url() });
    await expectStops(program, 'SIGTERM');
    await expectNothingRunning(data);
    expect(readdirSync(data.path)).toEqual(['secrets.json']);
    expect(await query(DATABASE_URL, 'select 1 as n')).toEqual([{ n: 1 }]);
  });
});

describe('a start that fails', () => {
  const wrong: { env: Record<string, string>; named: string[] }[] = [
    { env: { PORT: 'abc', TOPUP: 'maybe' }, named: ['PORT', 'TOPUP'] },
    {
      env: { NODE_ENV: 'production' },
      named: ['AUTH_SECRET', 'QUEUE_SECRET', 'TICKET_SECRET', 'TOPUP'],
    },
    {
      env: { NODE_ENV: 'production', TOPUP: 'provider' },
      named: ['PAYMENT_PROVIDER', 'sandbox'],
    },
    { env: { FRONTROW_SERVICES: 'server,printer' }, named: ['FRONTROW_SERVICES', 'printer'] },
  ];
  test.each(wrong)(
    'names the wrong settings and creates nothing: $named',
    async ({ env, named }) => {
      const data = dataFolder();
      const program = run(data, env);
      expect(await program.ended).toBe(1);
      for (const name of named) expect(program.output()).toContain(name);
      expect(program.output()).not.toMatch(/^ +at /m);
      await untilNothingRunsOn(data.path);
      expect(readdirSync(data.path)).toEqual([]);
    },
  );

  test('names a port that is taken, and stops Postgres', { timeout: TIMEOUT }, async () => {
    const data = await demoFolder();
    const port = String(await listen(0));
    const program = run(data, { PORT: port, FRONTROW_SERVICES: 'server' });
    expect(await program.ended).toBe(1);
    expect(program.output()).toMatch(new RegExp(`PORT: .*in use.*:${port}$`, 'm'));
    expect(program.output()).not.toMatch(/^ +at /m);
    await expectNothingRunning(data);
  });
});
