import { expect, test } from 'vitest';
import type { Env } from '../../src/process/run-program.ts';
import { bareHome } from '../../testing/mongo/empty-home.ts';
import { provideMongo } from '../../testing/mongo/global-setup.ts';

/** What a run is provided with, and says, in an environment where no mongod can be had. */
async function provided(env: Env) {
  const { bare } = bareHome();
  const values: Record<string, unknown> = {};
  const said: string[] = [];
  const provide = (name: string, value: unknown) => {
    values[name] = value;
  };
  const end = await provideMongo({ provide }, { ...bare, ...env }, (line) => said.push(line));
  await end();
  return { ...values, said: said.filter((line) => line.startsWith('Skipping')) };
}

const NOT_FOUND = expect.stringMatching(/^no mongod was found/);

test.each([{}, { MONGODB_URL: '' }, { MONGODB_URL: 'embedded', CI: '' }])(
  'with %j both kinds of tests are skipped, each with a line',
  async (env) => {
    expect(await provided(env)).toEqual({
      mongoUrl: null,
      mongoAbsent: NOT_FOUND,
      mongodAbsent: NOT_FOUND,
      said: [
        expect.stringMatching(/^Skipping the tests with their jobs in MongoDB: no mongod/),
        expect.stringMatching(/^Skipping the tests that run a mongod: no mongod/),
      ],
    });
  },
);

test.each(['', 'embedded'])('in CI that is a failure (MONGODB_URL=%s)', async (MONGODB_URL) => {
  await expect(provided({ CI: 'true', MONGODB_URL })).rejects.toThrow('no mongod was found');
});

test.each(['mongodb://a:1,b:2/?replicaSet=rs', 'mongodb+srv://user:word@a'])(
  'with %s only what needs a mongod of its own is skipped, in CI too',
  async (MONGODB_URL) => {
    expect(await provided({ CI: 'true', MONGODB_URL })).toEqual({
      mongoUrl: MONGODB_URL,
      mongoAbsent: null,
      mongodAbsent: NOT_FOUND,
      said: [expect.stringMatching(/^Skipping the tests that run a mongod/)],
    });
  },
);

test.each(['127.0.0.1:27017', 'postgres://a/b', 'Embedded'])(
  'MONGODB_URL=%s is refused',
  async (MONGODB_URL) => {
    await expect(provided({ MONGODB_URL })).rejects.toThrow(/MONGODB_URL is set, but/);
  },
);

test('a named mongod that does not run is a failure, not an absence', async () => {
  await expect(provided({ MONGOMS_SYSTEM_BINARY: '/nowhere/mongod' })).rejects.toThrow(
    /names a mongod that does not run/,
  );
});
