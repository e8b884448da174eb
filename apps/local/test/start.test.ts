import { readdirSync } from 'node:fs';
import { dataFolder } from '@frontrow/embedded/testing/postgres/postgres-folder';
import { query } from '@frontrow/embedded/testing/postgres/query';
import { untilNothingRunsOn } from '@frontrow/embedded/testing/process/processes';
import { listen } from '@frontrow/embedded/testing/process/unrelated';
import { until } from '@frontrow/embedded/testing/until';
import { describe, expect, test } from 'vitest';
import { readRunning } from '../src/running-file.ts';
import { signIn, statusOf, titles } from '../testing/calls.ts';
import { expectNothingLeft, expectStops } from '../testing/endings.ts';
import {
  databaseOf,
  demoFolder,
  mongoOn,
  postgresOn,
  run,
  serverOn,
  workerOn,
} from '../testing/program.ts';

describe('pnpm start', () => {
  test('shows the demo, stops in order, and finds at the second start what the first had', async () => {
    const data = dataFolder();
    const first = run(data);
    const url = await first.url();
    expect(first.output()).toContain(data.path);
    expect(readRunning(data.path)).toEqual({ server: url });
    expect(await statusOf(url, '/readyz')).toBe(200);
    expect(await titles(url)).toEqual([
      'Aurora Lines: Final Tour',
      'Winter Strings',
      'Basement Session',
    ]);
    const id = await signIn(url, 'someone');
    expect(serverOn(data)?.parent).toBe(first.pid);
    expect(workerOn(data)?.parent).toBe(first.pid);
    expect(postgresOn(data)?.parent).toBe(first.pid);
    await expectStops(first, 'SIGTERM');
    await expectNothingLeft(data);

    const second = run(data);
    const again = await second.url();
    expect(await signIn(again, 'someone')).toBe(id);
    expect(await titles(again)).toHaveLength(3);
    await expectStops(second, 'SIGINT');
    await expectNothingLeft(data);
  });

  test('storefront alone: no server, no worker, and a word about it', async () => {
    const data = await demoFolder();
    const program = run(data, { FRONTROW_SERVICES: 'storefront' });
    await program.says(/not part of this version yet: storefront\n/);
    await program.says(/Ctrl-C stops everything/);
    expect(program.output()).not.toContain('http:');
    expect(postgresOn(data)).toBeDefined();
    expect(serverOn(data)).toBeUndefined();
    expect(workerOn(data)).toBeUndefined();
    await expectStops(program, 'SIGTERM');
    await expectNothingLeft(data);
  });

  test('worker alone: no server, and its jobs in Postgres', async () => {
    const data = await demoFolder();
    const program = run(data, { FRONTROW_SERVICES: 'worker', SWEEP_SECONDS: '1' });
    const worker = await program.workerUrl();
    expect(program.output()).not.toContain('API');
    expect(serverOn(data)).toBeUndefined();
    expect(workerOn(data)?.parent).toBe(program.pid);
    await until('it is ready', async () => (await statusOf(worker, '/readyz')) === 200);
    expect(await statusOf(worker, '/agendash/')).toBe(401);
    const jobs = () => query<{ name: string }>(databaseOf(data), 'select name from agenda_jobs');
    await until('its jobs stand there', async () => (await jobs()).length === 4);
    await expectStops(program, 'SIGTERM');
    await expectNothingLeft(data);
  });

  test('server alone: no worker, and no job runs', async () => {
    const data = await demoFolder();
    const program = run(data, { FRONTROW_SERVICES: 'server', MONGODB_URL: 'embedded' });
    expect(await titles(await program.url())).toHaveLength(3);
    expect(workerOn(data)).toBeUndefined();
    expect(mongoOn(data)).toBeUndefined();
    await expectStops(program, 'SIGTERM');
    await expectNothingLeft(data);
  });

  test('with DATABASE_URL: that Postgres is used, and runs on', async () => {
    const elsewhere = await demoFolder();
    const { url: DATABASE_URL } = await elsewhere.start();
    const data = dataFolder();
    const alone = run(data, { DATABASE_URL, FRONTROW_SERVICES: 'worker' });
    await alone.says(/Ctrl-C stops everything/);
    await expectStops(alone, 'SIGTERM');
    const program = run(data, { DATABASE_URL });
    expect(await titles(await program.url())).toHaveLength(3);
    expect(postgresOn(data)).toBeUndefined();
    // Another one that cannot be, as the port is taken, takes no word of the first away.
    const PORT = new URL(await program.url()).port;
    expect(await run(data, { DATABASE_URL, PORT }).ended).toBe(1);
    expect(readRunning(data.path)).toEqual({ server: await program.url() });
    await expectStops(program, 'SIGTERM');
    await expectNothingLeft(data);
    expect(readdirSync(data.path)).toEqual(['secrets.json']);
    expect(await query(DATABASE_URL, 'select 1 as n')).toEqual([{ n: 1 }]);
  });
});

describe('a start that cannot be', () => {
  const wrong: { env: Record<string, string>; named: string[] }[] = [
    { env: { PORT: 'abc', TOPUP: 'maybe' }, named: ['PORT', 'TOPUP'] },
    { env: { NODE_ENV: 'production' }, named: ['AUTH_SECRET', 'QUEUE_SECRET', 'TOPUP'] },
    { env: { FRONTROW_SERVICES: 'server,printer' }, named: ['FRONTROW_SERVICES', 'printer'] },
  ];
  test.each(wrong)(
    'wrong settings are named, and nothing is touched: $named',
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

  test('a taken port is named, and Postgres does not stay behind', async () => {
    const data = await demoFolder();
    const port = String(await listen(0));
    const program = run(data, { PORT: port });
    expect(await program.ended).toBe(1);
    expect(program.output()).toMatch(new RegExp(`PORT: .*in use.*:${port}$`, 'm'));
    expect(program.output()).not.toMatch(/^ +at /m);
    await expectNothingLeft(data);
  });

  test('a second one on the same folder is refused, and the first is not harmed', async () => {
    const data = await demoFolder();
    const first = run(data);
    const url = await first.url();
    const second = run(data);
    expect(await second.ended).toBe(1);
    expect(second.output()).toBe(
      `Frontrow could not start: Frontrow already runs on ${data.path} (process ${first.pid})\n`,
    );
    expect(await statusOf(url, '/readyz')).toBe(200);
    expect(readRunning(data.path)).toEqual({ server: url });
    await expectStops(first, 'SIGTERM');
    await expectNothingLeft(data);
  });
});
