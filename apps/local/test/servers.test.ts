import { processesOf } from '@frontrow/embedded/testing/process/processes';
import { listen } from '@frontrow/embedded/testing/process/unrelated';
import { until } from '@frontrow/embedded/testing/until';
import { parseSettings } from '@frontrow/settings/settings';
import { expect, test } from 'vitest';
import { addServers } from '../src/servers.ts';
import { concertTitles, statusOf } from '../testing/program/api-calls.ts';
import { demoFolder } from '../testing/program/data-folder.ts';
import { expectNothingRunning, expectStops } from '../testing/program/expect-stopped.ts';
import { run, TIMEOUT } from '../testing/program/program.ts';

const CALLS = 64;

/** Asks on a connection of its own each time. */
const askOften = (url: string) =>
  Promise.all(
    Array.from({ length: CALLS }, () =>
      fetch(`${url}/trpc/concert.list`, { headers: { connection: 'close' } }).then(
        ({ status }) => status,
      ),
    ),
  );

/** How many lists of concerts a server has answered. */
async function answeredBy(metricsUrl: string): Promise<number> {
  const text = await (await fetch(metricsUrl)).text();
  const counts = text.matchAll(/^frontrow_calls_total\{.*procedure="concert.list".*\} (\d+)$/gm);
  return [...counts].reduce((sum, [, count]) => sum + Number(count), 0);
}

test('FRONTROW_SERVERS: several servers answer at one address, and one that is killed comes back', {
  timeout: TIMEOUT,
}, async () => {
  const data = await demoFolder();
  const program = run(data, { FRONTROW_SERVERS: '2', FRONTROW_SERVICES: 'server' });
  const url = await program.url();
  const serversOn = () =>
    processesOf(data.path).filter(({ commandLine }) =>
      commandLine.endsWith('apps/server/src/main.ts'),
    );
  const metricsUrls = [...program.output().matchAll(/^ +metrics +(\S+)/gm)].map(
    ([, at]) => at ?? '',
  );
  expect(serversOn()).toHaveLength(2);
  expect(new Set(metricsUrls).size).toBe(2);
  expect(new Set(await askOften(url))).toEqual(new Set([200]));
  const answered = await Promise.all(metricsUrls.map(answeredBy));
  expect(Math.min(...answered)).toBeGreaterThan(0);
  expect(answered.reduce((sum, each) => sum + each, 0)).toBe(CALLS);

  const [killed] = serversOn();
  process.kill(killed?.identity.pid ?? 0, 'SIGKILL');
  await program.waitForOutput(/^The server [12] runs again\.$/m);
  await until('both are ready', async () => {
    const states = await Promise.all(
      metricsUrls.map((at) => statusOf(new URL(at).origin, '/metrics')),
    );
    return serversOn().length === 2 && states.every((status) => status === 200);
  });
  expect(await concertTitles(url)).toHaveLength(3);
  await expectStops(program, 'SIGTERM');
  await expectNothingRunning(data);
});

test('with FRONTROW_SERVERS: a port at which another program listens is named, and no server starts', async () => {
  const PORT = String(await listen(0));
  const settings = parseSettings({ FRONTROW_SERVERS: '2', PORT });
  const addService = () => expect.fail('it started a server');
  await expect(addServers(settings, {}, addService)).rejects.toThrow(
    `HOST, PORT: the address is already in use: 127.0.0.1:${PORT}`,
  );
});
